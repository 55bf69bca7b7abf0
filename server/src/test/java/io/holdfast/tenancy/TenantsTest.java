package io.holdfast.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.http.RefusedException;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import io.holdfast.wire.token.TokenKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final Tenants tenants = new Tenants(database.transactions());
    private final TokenKey key = new TokenKey(1, new byte[32]);

    @Test
    void nodes_that_start_at_once_agree_on_one_default_tenant() {
        List<Tenant> found = Race.run(16, i -> new Tenants(database.transactions()).ensureDefault());

        assertThat(found).allSatisfy(tenant -> assertThat(tenant).isEqualTo(found.getFirst()));
        assertThat(found.getFirst().standsForAll()).isTrue();
        assertThat(database.number("select count(*) from tenant")).isOne();
        assertThat(database.number("select count(*) from feed_commit")).isOne();
    }

    @Test
    void a_new_tenant_is_found_and_its_token_names_it() {
        Tenants.NewTenant made = tenants.create(new TenantName("Acme"), key);

        assertThat(tenants.find(made.id()).map(Tenant::name)).contains(new TenantName("Acme"));
        assertThat(tenants.find(new TenantName("Acme")).map(Tenant::id)).contains(made.id());
        assertThat(TenantTokens.read(made.token().reveal(), id -> Optional.of(key)))
                .isEqualTo(new TenantTokens.Reading.Good(made.id()));
        assertThat(made.toString()).doesNotContain(made.token().reveal());
        assertThat(database.text(
                        "select action from audit_event where tenant_id = ?",
                        made.id().value()))
                .isEqualTo("tenant.create");
    }

    @Test
    void a_name_is_given_once() {
        tenants.create(new TenantName("Acme"), key);

        assertThatThrownBy(() -> tenants.create(new TenantName("Acme"), key))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("tenant.name-taken"));
        assertThat(database.number("select count(*) from tenant")).isOne();
    }

    @Test
    void how_long_a_blind_node_honours_a_tenant_is_between_15_minutes_and_a_day_audited_and_told_to_every_node() {
        TenantName acme = new TenantName("Acme");
        tenants.create(acme, key);

        tenants.limitBlindness(acme, BlindLimit.chosen(Duration.ofMinutes(15)));

        assertThat(database.number("select blind_max_seconds from tenant")).isEqualTo(900);
        assertThat(database.number("select count(*) from feed_commit")).isEqualTo(2);
        assertThat(database.number("select count(*) from audit_event where action = 'tenant.blind-max'"))
                .isOne();
        assertThatThrownBy(() -> tenants.limitBlindness(new TenantName("Emca"), BlindLimit.DEFAULT))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> BlindLimit.chosen(Duration.ofMinutes(14))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> BlindLimit.chosen(Duration.ofHours(25))).isInstanceOf(RefusedException.class);
    }

    @Test
    void how_often_links_are_pinged_is_between_5_seconds_and_5_minutes_audited_and_told_to_every_node() {
        TenantName acme = new TenantName("Acme");
        tenants.create(acme, key);

        tenants.pingEvery(acme, PingInterval.chosen(300));

        assertThat(database.number("select ping_interval_seconds from tenant")).isEqualTo(300);
        assertThat(database.number("select count(*) from feed_commit")).isEqualTo(2);
        assertThat(database.number("select count(*) from audit_event where action = 'tenant.ping-interval'"))
                .isOne();
        assertThatThrownBy(() -> tenants.pingEvery(new TenantName("Emca"), PingInterval.DEFAULT))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> PingInterval.chosen(4)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> PingInterval.chosen(301)).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a\nb", "a\u0000b", "\ud800"})
    void a_name_that_cannot_stand_is_refused(String name) {
        assertThatThrownBy(() -> new TenantName(name)).isInstanceOf(RefusedException.class);
    }
}
