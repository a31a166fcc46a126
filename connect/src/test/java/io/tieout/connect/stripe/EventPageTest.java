package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.poll.UnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPageTest {

    @Test
    void cutsEachEventOutAsItStands() throws Exception {
        var random = new Random(11);
        for (int i = 0; i < 200; i++) {
            var events = random.ints(random.nextInt(5), 0, Integer.MAX_VALUE)
                    .mapToObj(n -> event(n, random))
                    .toList();
            var blank = List.of("", " ", "\n  ", "\t\r\n").get(random.nextInt(4));
            var answer = blank + "{" + blank + "\"object\":\"list\"," + blank + "\"data\"" + blank + ":[" + blank
                    + String.join(blank + "," + blank, events) + blank + "]," + blank + "\"has_more\":" + (i % 2 == 0)
                    + ",\"url\":\"/v1/events\"}" + blank;

            var page = EventPage.parse(answer.getBytes(UTF_8));
            assertThat(page.hasMore()).isEqualTo(i % 2 == 0);
            assertThat(page.events())
                    .extracting(event -> new String(event.json(), UTF_8))
                    .isEqualTo(events);
        }
    }

    @Test
    void readsIdAndTimeOfTheEventAndNotOfWhatIsInIt() throws Exception {
        var page = EventPage.parse(
                ("{\"data\":[{\"data\":{\"object\":{\"id\":\"ch_1\",\"created\":1}},\"id\":\"evt_1\",\"created\":7}],"
                                + "\"has_more\":false}")
                        .getBytes(UTF_8));
        assertThat(page.events()).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo("evt_1");
            assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(7));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>busy</html>",
                "[]",
                "{}",
                "{\"data\":[]}",
                "{\"data\":{},\"has_more\":false}",
                "{\"data\":[],\"has_more\":\"no\"}",
                "{\"data\":[1],\"has_more\":false}",
                "{\"data\":[{\"id\":\"evt_1\"}],\"has_more\":false}",
                "{\"data\":[{\"created\":1}],\"has_more\":false}",
                "{\"data\":[{\"id\":\"evt_1\",\"created\":\"1\"}],\"has_more\":false}",
                "{\"data\":[{\"id\":\"evt_1\",\"created\":1",
                "{\"error\":{\"type\":\"api_error\"}}"
            })
    void refusesWhatIsNotAListOfEvents(String answer) {
        assertThatThrownBy(() -> EventPage.parse(answer.getBytes(UTF_8)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("not a list of events")
                .message()
                .doesNotContain("evt_1");
    }

    private static String event(int n, Random random) {
        var text = List.of("plain", "Grüße", "円", "\\u5186", "} ] , \\\" \\\\", "😀")
                .get(random.nextInt(6));
        return "{ \"id\":\"evt_" + n + "\",\n\"x\" : [ {\"created\": 5} , \"" + text + "\" ], \"created\":" + n
                + " , \"big\":" + "1234567890123456789012345678901234567890.50e1 }";
    }
}
