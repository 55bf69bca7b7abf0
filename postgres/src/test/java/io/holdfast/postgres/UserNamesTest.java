package io.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UserNamesTest {

    @Test
    void a_user_is_found_by_number_and_lines_of_another_form_are_passed_over() {
        assertThat(UserNames.in(passwd(), 65_534)).contains("nobody");
        assertThat(UserNames.in(passwd(), 0)).contains("root");
        assertThat(UserNames.in(passwd(), 1000)).as("the first of two").contains("ada");
        assertThat(UserNames.in(passwd(), 65)).isEmpty();
        assertThat(UserNames.in(passwd(), 7)).as("a line that is cut").isEmpty();
        assertThat(UserNames.in(passwd(), 8)).as("a name that is empty").isEmpty();
    }

    private static Stream<String> passwd() {
        return Stream.of(
                "root:x:0:0:root:/root:/bin/bash",
                "# a remark",
                "",
                "cut:x:7:7",
                ":x:8:8::/:/bin/false",
                "ada:x:1000:1000:Ada,,,:/home/ada:/bin/sh",
                "ada2:x:1000:1000::/home/ada:/bin/sh",
                "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin");
    }
}
