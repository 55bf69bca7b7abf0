package io.holdfast.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RepliesTest {

    @Test
    void each_loop_is_woken_once_for_all_who_wait_on_it_and_answers_them_in_order() {
        // Given
        List<Runnable> oneLoop = new ArrayList<>();
        List<Runnable> otherLoop = new ArrayList<>();
        Executor one = oneLoop::add;
        Executor other = otherLoop::add;
        List<Integer> answered = new ArrayList<>();
        Replies<Integer> replies = new Replies<>();
        for (int i = 0; i < 500; i++) {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            answer.thenAccept(answered::add);
            replies.add(new Reply<>(answer, i % 2 == 0 ? one : other), i);
        }

        // When
        replies.send();

        // Then
        assertThat(answered).isEmpty();
        assertThat(oneLoop).hasSize(1);
        assertThat(otherLoop).hasSize(1);
        oneLoop.getFirst().run();
        assertThat(answered).hasSize(250).isSorted().allMatch(i -> i % 2 == 0);
        otherLoop.getFirst().run();
        assertThat(answered).hasSize(500);
    }

    @Test
    void who_waits_on_a_loop_that_is_gone_is_answered_all_the_same() {
        Executor gone = task -> {
            throw new RejectedExecutionException("terminated");
        };
        CompletableFuture<String> answer = new CompletableFuture<>();
        Replies<String> replies = new Replies<>();
        replies.add(new Reply<>(answer, gone), "unavailable");

        replies.send();

        assertThat(answer).isCompletedWithValue("unavailable");
    }
}
