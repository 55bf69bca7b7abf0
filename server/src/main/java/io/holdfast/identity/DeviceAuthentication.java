package io.holdfast.identity;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.intake.EnrolOutcome;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import io.holdfast.tenancy.TenantTokens;
import io.holdfast.wire.mender.AuthRequest;
import io.holdfast.wire.mender.AuthSignature;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Answers {@code auth_requests}. Devices that the image knows are answered from memory, a repeated request without even a
 * signature check; only a key never seen before reaches the database, through the intake's batches. Such a key passes the
 * {@link StrangerGate} before its signature is looked at.
 */
public final class DeviceAuthentication implements AutoCloseable {
    private static final Duration BUSY_RETRY = Duration.ofSeconds(10);
    private static final Duration READOPTION_RETRY = Duration.ofSeconds(5);
    private static final Duration BLIND_RETRY = Duration.ofSeconds(15);
    private static final Duration FULL_RETRY = Duration.ofMinutes(5);
    private static final AuthOutcome SIGNATURE_WRONG = new AuthOutcome.Refused("auth.signature-wrong");

    /** Puts a proven stranger on record; the batch that carries it decides. */
    @FunctionalInterface
    public interface Enrolments {
        CompletionStage<EnrolOutcome> enrol(Enrolment enrolment);
    }

    private final FleetImage image;
    private final Enrolments enrolments;
    private final DeviceTokenMint mint;
    private final RecentProofs proofs = new RecentProofs();
    private final RecentRefusals refusals;
    private final LostHistory lost;
    private final VerificationLane knownKeys;
    private final VerificationLane newKeys;
    private final StrangerGate gate;

    public DeviceAuthentication(
            FleetImage image,
            Enrolments enrolments,
            DeviceTokenMint mint,
            RecentRefusals refusals,
            LostHistory lost,
            Clock clock,
            Dice dice) {
        this(
                image,
                enrolments,
                mint,
                refusals,
                lost,
                VerificationLane.forKnownKeys(cores(), clock),
                VerificationLane.forNewKeys(cores(), clock),
                new StrangerGate(clock, dice));
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** With lanes of the caller's; they are closed with this. */
    DeviceAuthentication(
            FleetImage image,
            Enrolments enrolments,
            DeviceTokenMint mint,
            RecentRefusals refusals,
            LostHistory lost,
            VerificationLane knownKeys,
            VerificationLane newKeys,
            StrangerGate gate) {
        this.image = image;
        this.knownKeys = knownKeys;
        this.newKeys = newKeys;
        this.gate = gate;
        this.enrolments = enrolments;
        this.mint = mint;
        this.refusals = refusals;
        this.lost = lost;
    }

    /**
     * Judges one request. Never blocks.
     *
     * @param body the raw bytes: the signature covers them all, a trailing newline included
     * @param sender whose request it is; asked whether he has gone once, before a signature is checked
     * @throws io.holdfast.wire.json.MalformedInput for a body or signature that cannot be read
     */
    public CompletionStage<AuthOutcome> request(byte[] body, AuthSignature signature, Sender sender) {
        RecentProofs.Digest digest = RecentProofs.digest(body, signature);
        Optional<AuthOutcome> again = proofs.find(digest).flatMap(this::admitAgain);
        if (again.isPresent()) {
            return CompletableFuture.completedFuture(again.get());
        }
        return judge(new Attempt(AuthRequest.parse(body), body, signature, digest, sender));
    }

    private record Attempt(
            AuthRequest request, byte[] body, AuthSignature signature, RecentProofs.Digest digest, Sender sender) {
        boolean proven() {
            return request.publicKey().verifies(body, signature);
        }
    }

    private Optional<AuthOutcome> admitAgain(RecentProofs.Proof proof) {
        return image.device(proof.tenant(), proof.device())
                .filter(device -> device.standing() == ImageStanding.ACCEPTED)
                .filter(device -> device.authSet().equals(proof.authSet()))
                .filter(device -> !image.suspended(device.tenant()))
                .map(this::admit);
    }

    private CompletionStage<AuthOutcome> judge(Attempt attempt) {
        return switch (tenantOf(attempt.request())) {
            case TenantLookup.Found found -> judge(attempt, found.tenant());
            case TenantLookup.Answer answer -> CompletableFuture.completedFuture(answer.outcome());
        };
    }

    private sealed interface TenantLookup {
        record Found(TenantId tenant) implements TenantLookup {}

        record Answer(AuthOutcome outcome) implements TenantLookup {}
    }

    private TenantLookup tenantOf(AuthRequest request) {
        Optional<ImageTenant> tenant;
        if (request.tenantToken().isEmpty()) {
            tenant = image.defaultTenant();
        } else {
            switch (TenantTokens.read(
                    request.tenantToken().get(), image.tokenKeys().tenantTokens())) {
                case TenantTokens.Reading.Good good -> tenant = image.tenant(good.tenant());
                case TenantTokens.Reading.Bad ignored -> {
                    return new TenantLookup.Answer(new AuthOutcome.Refused("auth.tenant-token-bad"));
                }
                case TenantTokens.Reading.UnknownKey ignored -> {
                    if (!image.tokenKeys().complete(KeyPurpose.TENANT_TOKEN)) {
                        return new TenantLookup.Answer(new AuthOutcome.ComeBack("auth.key-unreadable", BLIND_RETRY));
                    }
                    tenant = Optional.empty();
                }
            }
        }
        if (tenant.isEmpty()) {
            return new TenantLookup.Answer(refusedIfFresh("auth.tenant-unknown"));
        }
        return tenant.get().active()
                ? new TenantLookup.Found(tenant.get().id())
                : new TenantLookup.Answer(refusedIfFresh("auth.tenant-suspended"));
    }

    private CompletionStage<AuthOutcome> judge(Attempt attempt, TenantId tenant) {
        byte[] identity = attempt.request().identity().sha256();
        byte[] key = attempt.request().publicKey().sha256();
        Optional<ImageDevice> known = image.deviceByIdentity(tenant, identity);
        if (known.isPresent() && known.get().standing() == ImageStanding.UNREADABLE) {
            return done(new AuthOutcome.ComeBack("auth.device-unreadable", BLIND_RETRY));
        }
        if (known.isPresent()
                && known.get().standing() == ImageStanding.ACCEPTED
                && known.get().hasKey(key)) {
            ImageDevice device = known.get();
            return unlessFull(() -> knownKeys
                    .run(attempt::proven, attempt.sender()::gone)
                    .thenApply(proven -> prove(attempt, device, proven)));
        }
        if (known.isEmpty() && image.lacksDevices()) {
            return done(new AuthOutcome.ComeBack("image.full", FULL_RETRY));
        }
        boolean awaited = known.isPresent() && known.get().standing() == ImageStanding.PREAUTHORIZED;
        boolean keyKnown = awaited && known.get().hasKey(key);
        return judgeStranger(attempt, new Stranger(tenant, identity, key), awaited, keyKnown);
    }

    private CompletionStage<AuthOutcome> judgeStranger(
            Attempt attempt, Stranger stranger, boolean awaited, boolean keyKnown) {
        if (!image.fresh()) {
            return done(new AuthOutcome.ComeBack("auth.database-away", BLIND_RETRY));
        }
        Optional<String> refused = awaited ? Optional.empty() : refusals.find(stranger);
        if (refused.isPresent()) {
            return done(new AuthOutcome.Refused(refused.get()));
        }
        // Behind everything that is answered from memory: who only asks again whether he was accepted costs nobody a
        // token.
        Optional<Duration> wait = keyKnown
                ? Optional.empty()
                : gate.ask(stranger.tenant(), attempt.sender().network(), newKeys.load());
        if (wait.isPresent()) {
            return done(new AuthOutcome.ComeBack("auth.strangers-busy", wait.get()));
        }
        return unlessFull(() -> newKeys.run(attempt::proven, attempt.sender()::gone)
                .thenCompose(proven -> proven ? enrol(attempt, stranger) : done(SIGNATURE_WRONG)));
    }

    private AuthOutcome prove(Attempt attempt, ImageDevice device, boolean proven) {
        if (!proven) {
            return SIGNATURE_WRONG;
        }
        proofs.remember(attempt.digest(), device);
        if (lost.wantsKeyOf(device.id())) {
            // Its answer is nobody's: the device is let in either way, and its next request tries again.
            AuthRequest request = attempt.request();
            var unused = enrolments.enrol(new Enrolment(device.tenant(), request.identity(), request.publicKey()));
        }
        return admit(device);
    }

    private CompletionStage<AuthOutcome> enrol(Attempt attempt, Stranger stranger) {
        AuthRequest request = attempt.request();
        Enrolment enrolment = new Enrolment(stranger.tenant(), request.identity(), request.publicKey());
        if (lost.remembers(enrolment)) {
            return done(new AuthOutcome.ComeBack("auth.readoption", READOPTION_RETRY));
        }
        return enrolments.enrol(enrolment).thenApply(outcome -> judged(outcome, stranger));
    }

    private AuthOutcome judged(EnrolOutcome outcome, Stranger stranger) {
        return switch (outcome) {
            case EnrolOutcome.Accepted accepted ->
                new AuthOutcome.Admitted(
                        mint.mint(stranger.tenant(), accepted.device(), accepted.authSet(), accepted.seq()));
            case EnrolOutcome.Pending ignored -> refused(stranger, "auth.pending");
            case EnrolOutcome.Rejected ignored -> refused(stranger, "auth.rejected");
            case EnrolOutcome.LimitReached ignored -> refused(stranger, "auth.device-limit-reached");
            case EnrolOutcome.TooManyKeys ignored -> refused(stranger, "auth.too-many-keys");
            case EnrolOutcome.Poisoned ignored -> new AuthOutcome.NotStorable("auth.not-storable");
            case EnrolOutcome.Busy busy -> new AuthOutcome.ComeBack("auth.busy", busy.retryAfter());
            case EnrolOutcome.Unavailable away -> new AuthOutcome.ComeBack("auth.database-away", away.retryAfter());
        };
    }

    private AuthOutcome refused(Stranger stranger, String code) {
        refusals.remember(stranger, code);
        return new AuthOutcome.Refused(code);
    }

    private AuthOutcome admit(ImageDevice device) {
        if (image.blindTooLong(device.tenant())) {
            return new AuthOutcome.ComeBack("image.blind-too-long", BLIND_RETRY);
        }
        return new AuthOutcome.Admitted(
                mint.mint(device.tenant(), device.id(), device.authSet(), image.mintingSeq(device)));
    }

    private AuthOutcome refusedIfFresh(String code) {
        return image.fresh() ? new AuthOutcome.Refused(code) : new AuthOutcome.ComeBack("image.stale", BLIND_RETRY);
    }

    private static CompletionStage<AuthOutcome> unlessFull(Supplier<CompletionStage<AuthOutcome>> work) {
        try {
            return work.get().exceptionally(DeviceAuthentication::expired);
        } catch (RejectedExecutionException full) {
            return done(new AuthOutcome.ComeBack("auth.busy", BUSY_RETRY));
        }
    }

    private static AuthOutcome expired(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof VerificationLane.Expired) {
            return new AuthOutcome.ComeBack("auth.expired", BUSY_RETRY);
        }
        throw new CompletionException(cause);
    }

    /** Signature checks that were dropped since the start, because they came too late for who had asked. */
    public long expired() {
        return knownKeys.dropped() + newKeys.dropped();
    }

    /** Who of the strangers is let to the check, and who is put off. */
    public StrangerGate strangers() {
        return gate;
    }

    /** Signatures of keys never seen that wait to be checked. */
    public int strangersWaiting() {
        return newKeys.waiting();
    }

    private static CompletionStage<AuthOutcome> done(AuthOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public void close() {
        knownKeys.close();
        newKeys.close();
    }
}
