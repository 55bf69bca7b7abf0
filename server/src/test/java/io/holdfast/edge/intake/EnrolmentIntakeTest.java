package io.holdfast.edge.intake;

import static io.holdfast.edge.intake.RunningIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Enrolment;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.TestPostgres;
import io.holdfast.testing.TestServer;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.IdentityData;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("servers")
class EnrolmentIntakeTest {
    private final TestServer server;
    private FleetDatabase db;
    private TenantId tenant;

    EnrolmentIntakeTest(TestServer server) {
        this.server = server;
    }

    static Stream<TestServer> servers() {
        return Stream.concat(Stream.of(TestPostgres.embedded18()), TestPostgres.debian15().stream());
    }

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.on(server);
        tenant = db.tenant();
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @Test
    void a_stranger_becomes_pending_and_asking_again_costs_one_look_and_no_write() throws Exception {
        try (RunningIntake running = start()) {
            // Given
            Enrolment stranger = enrolment("a");
            EnrolOutcome first = answer(running.intake.enrol(stranger));
            long statements = running.count(LaneName.ENROLMENT, IntakeCounters.Count.STATEMENTS);

            // When
            EnrolOutcome second = answer(running.intake.enrol(stranger));

            // Then
            assertThat(List.of(first, second)).containsOnly(new EnrolOutcome.Pending());
            assertThat(running.count(LaneName.ENROLMENT, IntakeCounters.Count.STATEMENTS) - statements)
                    .isEqualTo(1);
            assertThat(db.value("select standing from device")).isEqualTo("pending");
            assertThat(db.number("select count(*) from auth_set")).isEqualTo(1);
            assertThat(db.number("select seq from feed_head")).isZero();
        }
    }

    @Test
    void each_identity_sent_twice_at_once_from_64_threads_over_two_nodes_is_one_device() throws Exception {
        // Given
        int identities = 256;
        List<Enrolment> enrolments = new ArrayList<>();
        for (int i = 0; i < identities; i++) {
            Enrolment one = enrolment("device-" + i);
            enrolments.add(one);
            enrolments.add(new Enrolment(one.tenant(), one.identity(), one.key()));
        }

        // When
        Set<EnrolOutcome> outcomes = Collections.synchronizedSet(new HashSet<>());
        try (RunningIntake one = start();
                RunningIntake two = start();
                ExecutorService threads = Executors.newFixedThreadPool(64)) {
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < enrolments.size(); i++) {
                Enrolment enrolment = enrolments.get(i);
                RunningIntake node = i % 2 == 0 ? one : two;
                work.add(threads.submit(() -> outcomes.add(answer(node.intake.enrol(enrolment)))));
            }
            for (Future<?> one_ : work) {
                one_.get();
            }
        }

        // Then
        assertThat(outcomes).containsExactly(new EnrolOutcome.Pending());
        assertThat(db.number("select count(*) from device")).isEqualTo(identities);
        assertThat(db.number("select count(*) from auth_set")).isEqualTo(identities);
    }

    @Test
    void a_preauthorised_device_is_accepted_counted_and_told_to_the_feed() throws Exception {
        try (RunningIntake running = start()) {
            // Given
            Enrolment device = enrolment("a");
            preauthorise(device);

            // When
            EnrolOutcome first = answer(running.intake.enrol(device));
            EnrolOutcome second = answer(running.intake.enrol(device));

            // Then
            EnrolOutcome expected = new EnrolOutcome.Accepted(
                    DeviceId.parse(db.value("select device_id from device")).orElseThrow(),
                    AuthSetId.parse(db.value("select auth_set_id from auth_set"))
                            .orElseThrow(),
                    1);
            assertThat(List.of(first, second)).containsOnly(expected);
            assertThat(db.value("select standing from device")).isEqualTo("accepted");
            assertThat(db.number("select accepted_devices from tenant_quota")).isEqualTo(1);
            assertThat(db.number("select count(*) from feed_commit")).isEqualTo(1);
            assertThat(running.nudges).hasValue(1);
        }
    }

    @Test
    void the_last_slot_has_one_winner_however_many_preauthorised_devices_race_for_it() throws Exception {
        // Given
        Query.on(db.connection(), """
                insert into tenant_quota (tenant_id, limit_kind, limit_devices, accepted_devices) values (?, 'at_most', 3, 2)
                """).with(tenant.value()).update();
        List<Enrolment> devices = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            devices.add(enrolment("device-" + i));
            preauthorise(devices.get(i));
        }

        // When
        List<EnrolOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
        try (RunningIntake one = start();
                RunningIntake two = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < devices.size(); i++) {
                Enrolment device = devices.get(i);
                RunningIntake node = i % 2 == 0 ? one : two;
                threads.submit(() -> outcomes.add(answer(node.intake.enrol(device))));
            }
            threads.close();
        }

        // Then
        assertThat(outcomes).filteredOn(EnrolOutcome.Accepted.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(EnrolOutcome.LimitReached.class::isInstance)
                .hasSize(99);
        assertThat(db.number("select accepted_devices from tenant_quota")).isEqualTo(3);
        assertThat(db.number("select count(*) from device where standing = 'accepted'"))
                .isEqualTo(1);
    }

    @Test
    void a_second_preauthorised_key_replaces_the_first_without_taking_a_slot_and_ends_its_tokens() throws Exception {
        try (RunningIntake running = start()) {
            // Given
            Enrolment old = enrolment("a");
            preauthorise(old);
            answer(running.intake.enrol(old));
            Enrolment renewed = new Enrolment(tenant, old.identity(), key());
            answer(running.intake.enrol(renewed));
            Query.on(db.connection(), "update auth_set set standing = 'preauthorized' where standing = 'pending'")
                    .update();

            // When
            EnrolOutcome outcome = answer(running.intake.enrol(renewed));

            // Then
            assertThat(outcome).isInstanceOf(EnrolOutcome.Accepted.class);
            assertThat(answer(running.intake.enrol(old))).isEqualTo(new EnrolOutcome.Rejected());
            assertThat(db.number("select accepted_devices from tenant_quota")).isEqualTo(1);
            assertThat(db.number("select not_before_seq from device")).isEqualTo(2);
        }
    }

    @Test
    void a_device_may_have_five_keys_and_the_sixth_is_refused() throws Exception {
        try (RunningIntake running = start()) {
            // Given
            IdentityData identity = enrolment("a").identity();

            // When
            List<EnrolOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                outcomes.add(answer(running.intake.enrol(new Enrolment(tenant, identity, key()))));
            }

            // Then
            assertThat(outcomes.subList(0, 5)).containsOnly(new EnrolOutcome.Pending());
            assertThat(outcomes.get(5)).isEqualTo(new EnrolOutcome.TooManyKeys());
            assertThat(db.number("select count(*) from auth_set")).isEqualTo(5);
        }
    }

    @Test
    void without_the_unique_index_nobody_is_enrolled_rather_than_twice() throws Exception {
        // Given
        Query.on(db.connection(), "drop index device_by_identity").update();

        try (RunningIntake running = start()) {
            // When
            EnrolOutcome outcome = answer(running.intake.enrol(enrolment("a")));

            // Then
            assertThat(outcome).isInstanceOf(EnrolOutcome.Unavailable.class);
            assertThat(db.number("select count(*) from device")).isZero();
        }
    }

    @Test
    void intake_writes_as_its_own_role_which_may_do_all_that_and_nothing_else() throws Exception {
        // Given
        assertThat(IntakeRole.grant(db.connection())).isTrue();
        assertThat(IntakeRole.grant(db.connection())).isTrue();
        Enrolment device = enrolment("a");
        preauthorise(device);

        try (RunningIntake running = start()) {
            // When
            EnrolOutcome accepted = answer(running.intake.enrol(device));
            EnrolOutcome pending = answer(running.intake.enrol(enrolment("b")));

            // Then
            assertThat(accepted).isInstanceOf(EnrolOutcome.Accepted.class);
            assertThat(pending).isEqualTo(new EnrolOutcome.Pending());
            assertThat(db.value("select has_table_privilege(?, 'app_user', 'select')", IntakeRole.NAME))
                    .isEqualTo("f");
            assertThat(db.value("select has_table_privilege(?, 'deployment', 'update')", IntakeRole.NAME))
                    .isEqualTo("f");
        }
    }

    private RunningIntake start() throws InterruptedException {
        return RunningIntake.on(db, LocalJournal.off());
    }

    private Enrolment enrolment(String serial) throws GeneralSecurityException {
        return new Enrolment(tenant, IdentityData.parse("{\"sn\":\"" + serial + "\"}"), key());
    }

    private static DevicePublicKey key() throws GeneralSecurityException {
        return DevicePublicKey.fromDer(KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded());
    }

    private void preauthorise(Enrolment device) {
        DeviceId id = DeviceId.random();
        Query.on(db.connection(), """
                insert into device (tenant_id, device_id, identity_hash, identity, standing)
                values (?, ?, ?, ?::jsonb, 'preauthorized')
                """)
                .with(
                        tenant.value(),
                        id.value(),
                        device.identity().sha256(),
                        device.identity().canonicalJson())
                .update();
        Query.on(db.connection(), """
                insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
                values (?, ?, ?, ?, ?, 'preauthorized')
                """)
                .with(
                        tenant.value(),
                        AuthSetId.random().value(),
                        id.value(),
                        device.key().sha256(),
                        device.key().pem())
                .update();
    }
}
