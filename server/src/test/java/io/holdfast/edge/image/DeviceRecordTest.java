package io.holdfast.edge.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceRecordTest {

    @ParameterizedTest
    @EnumSource
    void a_record_is_read_as_it_was_written_in_every_standing_and_with_every_extreme(ImageStanding standing) {
        for (long number : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            for (int tenant : new int[] {0, 1, 65_535, Integer.MAX_VALUE}) {
                for (boolean inventory : new boolean[] {false, true}) {
                    DeviceRecord record = new DeviceRecord(
                            tenant,
                            (int) number & 0xFF_FFFF,
                            number,
                            ~number,
                            number + 1,
                            number ^ 5,
                            new HashPrefix(number, 3),
                            new HashPrefix(7, number),
                            standing,
                            number,
                            inventory,
                            number);
                    ByteBuffer bytes = ByteBuffer.allocate(DeviceRecord.BYTES);
                    record.writeTo(bytes);
                    assertThat(bytes.remaining()).isZero();
                    assertThat(DeviceRecord.readFrom(bytes.flip())).isEqualTo(record);
                }
            }
        }
    }

    @Test
    void a_standing_of_a_later_version_is_refused_and_no_other_is_read_in_its_place() {
        DeviceRecord record = DeviceRecord.bare(3, 4, UUID.randomUUID(), ImageStanding.ACCEPTED, 9);
        ByteBuffer bytes = ByteBuffer.allocate(DeviceRecord.BYTES);
        record.writeTo(bytes);
        int flags = DeviceRecord.BYTES - 1;
        for (int code = 0; code < 8; code++) {
            bytes.put(flags, (byte) (bytes.get(flags) & ~7 | code));
            bytes.rewind();
            if (code < ImageStanding.values().length) {
                assertThat(DeviceRecord.readFrom(bytes).standing()).isEqualTo(ImageStanding.values()[code]);
            } else {
                assertThatThrownBy(() -> DeviceRecord.readFrom(bytes)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void the_codes_of_standings_are_those_that_stores_on_disks_hold() {
        assertThat(ImageStanding.values())
                .containsExactly(
                        ImageStanding.ACCEPTED,
                        ImageStanding.PREAUTHORIZED,
                        ImageStanding.REVOKED,
                        ImageStanding.NOT_ACCEPTED,
                        ImageStanding.UNREADABLE);
    }
}
