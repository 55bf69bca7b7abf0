package io.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.http.Reply;
import io.holdfast.testing.QueryCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {

    @ParameterizedTest
    @CsvSource({
        "'', 1, 20, 0, 21",
        "page=&per_page=, 1, 20, 0, 21",
        "page=3, 3, 20, 40, 21",
        "per_page=500, 1, 500, 0, 501",
        "page=2&per_page=1, 2, 1, 1, 2",
        "page=100000&per_page=500, 100000, 500, 49999500, 501"
    })
    void a_page_skips_those_before_it_and_asks_for_one_more_than_it_shows(
            String query, int page, int perPage, int offset, int limit) {
        Paging paging = Paging.of(QueryCall.of(query));

        assertThat(paging).isEqualTo(new Paging(page, perPage));
        assertThat(paging.offset()).isEqualTo(offset);
        assertThat(paging.limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page=0",
                "page=-1",
                "page=100001",
                "page=x",
                "page=1.5",
                "page=99999999999",
                "page=%201",
                "per_page=0",
                "per_page=501",
                "per_page=-20",
                "per_page=all"
            })
    void a_number_out_of_range_is_400_and_names_its_parameter(String query) {
        assertThatThrownBy(() -> Paging.of(QueryCall.of(query)))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().status()).isEqualTo(400);
                    assertThat(refused.refusal().code()).isEqualTo("request.paging");
                    assertThat(refused.refusal().sentence())
                            .contains('"' + query.substring(0, query.indexOf('=')) + '"');
                });
    }

    @Test
    void links_lead_to_the_first_page_and_to_those_beside_this_one_and_keep_the_question() {
        assertThat(links("", true))
                .containsExactly(
                        "</list?page=1&per_page=20>; rel=\"first\"", "</list?page=2&per_page=20>; rel=\"next\"");
        assertThat(links("", false)).containsExactly("</list?page=1&per_page=20>; rel=\"first\"");
        assertThat(links("status=pending&page=3&per_page=5&sort=a%3Aasc", true))
                .containsExactly(
                        "</list?page=1&per_page=5&status=pending&sort=a%3Aasc>; rel=\"first\"",
                        "</list?page=2&per_page=5&status=pending&sort=a%3Aasc>; rel=\"prev\"",
                        "</list?page=4&per_page=5&status=pending&sort=a%3Aasc>; rel=\"next\"");
    }

    @Test
    void nothing_in_the_address_breaks_out_of_a_link() {
        QueryCall call = new QueryCall("/a b/\"><x", "name=\">;rel=\"next\"\r\nX: y");
        String link = Paging.of(call)
                .link(Reply.empty(200), call, false)
                .headers()
                .getFirst()
                .getValue();

        assertThat(link).matches("<[^<>\"\\s]*>; rel=\"first\"");
    }

    private static List<String> links(String query, boolean more) {
        QueryCall call = QueryCall.of(query);
        return Paging.of(call).link(Reply.empty(200), call, more).headers().stream()
                .map(Map.Entry::getValue)
                .toList();
    }
}
