package io.holdfast.assembly;

import io.holdfast.access.AttemptThrottle;
import io.holdfast.access.PasswordHasher;
import io.holdfast.access.PersonalAccessTokens;
import io.holdfast.access.Sessions;
import io.holdfast.access.SetupLink;
import io.holdfast.access.SetupLinkFile;
import io.holdfast.access.SignIn;
import io.holdfast.access.UserSettings;
import io.holdfast.access.Users;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.dice.Dice;
import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;

/** What signs people and programs in. */
record People(
        Users users,
        Sessions sessions,
        SignIn signIn,
        PersonalAccessTokens tokens,
        UserSettings settings,
        SetupLink setupLink) {

    static People of(FleetTransactions transactions, FleetImage image, Clock clock, Dice dice, Path data) {
        PasswordHasher hasher = new PasswordHasher(PasswordHasher.Cost.OWASP, PasswordHasher.AT_ONCE, dice);
        Sessions sessions = new Sessions(transactions, new SigningKeys(image), clock);
        return new People(
                new Users(transactions, hasher, new AttemptThrottle(SignIn.PER_EMAIL, clock)),
                sessions,
                new SignIn(transactions, sessions, hasher, clock),
                new PersonalAccessTokens(transactions, sessions, clock),
                new UserSettings(transactions),
                new SetupLink(
                        transactions,
                        hasher,
                        SetupLinkFile.in(data),
                        () -> image.defaultTenant().map(ImageTenant::id).orElseThrow(People::notYet),
                        dice));
    }

    private static DatabaseException notYet() {
        return new DatabaseException(
                new SQLTransientConnectionException("the default tenant was not read yet", "08001"));
    }
}
