package io.holdfast.operator.alarm;

import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges the rules after each sample. Which alarms there are is read at once, from any thread. */
public final class Alarms {
    private static final Logger log = LoggerFactory.getLogger(Alarms.class);

    /** Samples are a second apart. Across a longer gap, of a process that stood still, nobody knows whether a symptom lasted. */
    private static final Duration GAP_MAX = Duration.ofSeconds(5);

    /** Told of what comes and goes, on the sampler's thread. */
    public interface Listener {
        void raised(Alarm alarm);

        void cleared(Alarm alarm);
    }

    private final FigureBoard board;
    private final Clock clock;
    private final Listener listener;
    private final List<State> states;
    private long lastJudgedNanos;

    private static final class State {
        final AlarmRule rule;
        OptionalLong crossedNanos = OptionalLong.empty();
        volatile Optional<Alarm> alarm = Optional.empty();

        State(AlarmRule rule) {
            this.rule = rule;
        }
    }

    public Alarms(FigureBoard board, Clock clock, List<AlarmRule> rules, Listener listener) {
        this.board = board;
        this.clock = clock;
        this.listener = listener;
        this.lastJudgedNanos = clock.monotonicNanos();
        this.states = rules.stream().map(State::new).toList();
    }

    /** Judges every rule once. For the sampler's thread. */
    public void judge() {
        long now = clock.monotonicNanos();
        if (now - lastJudgedNanos > GAP_MAX.toNanos()) {
            states.forEach(state -> state.crossedNanos = OptionalLong.empty());
        }
        lastJudgedNanos = now;
        states.forEach(this::judge);
    }

    private void judge(State state) {
        OptionalDouble measured = state.rule.measure().of(board);
        if (measured.isEmpty()) {
            state.crossedNanos = OptionalLong.empty();
            return;
        }
        double value = measured.getAsDouble();
        boolean crossed = state.alarm.isPresent() ? value < state.rule.clearBelow() : value >= state.rule.raiseAt();
        if (!crossed) {
            state.crossedNanos = OptionalLong.empty();
            refresh(state, value);
            return;
        }
        long now = clock.monotonicNanos();
        long since = state.crossedNanos.orElse(now);
        state.crossedNanos = OptionalLong.of(since);
        Duration wanted = state.alarm.isPresent() ? state.rule.clearAfter() : state.rule.raiseAfter();
        if (now - since >= wanted.toNanos()) {
            state.crossedNanos = OptionalLong.empty();
            turn(state, value, Duration.ofNanos(now - since));
        }
    }

    private void turn(State state, double value, Duration crossedFor) {
        Optional<Alarm> present = state.alarm;
        if (present.isPresent()) {
            state.alarm = Optional.empty();
            log.atInfo().addKeyValue("alarm", state.rule.name()).log("an alarm is over");
            listener.cleared(present.get());
            return;
        }
        Instant began = clock.now().minus(crossedFor);
        Alarm alarm = new Alarm(state.rule.name(), state.rule.sentence().apply(value), began);
        state.alarm = Optional.of(alarm);
        log.atWarn()
                .addKeyValue("alarm", alarm.name())
                .addKeyValue("what", alarm.sentence())
                .log("an alarm began");
        listener.raised(alarm);
    }

    /** The sentence tells the figure of now. */
    private static void refresh(State state, double value) {
        state.alarm = state.alarm.map(
                alarm -> new Alarm(alarm.name(), state.rule.sentence().apply(value), alarm.since()));
    }

    /** Those that are there now. */
    public List<Alarm> present() {
        return states.stream().flatMap(state -> state.alarm.stream()).toList();
    }

    /** The one of this name, if it is there now. */
    public Optional<Alarm> present(String name) {
        return states.stream()
                .filter(state -> state.rule.name().equals(name))
                .findFirst()
                .flatMap(state -> state.alarm);
    }

    /** The names of all rules. */
    public List<String> names() {
        return states.stream().map(state -> state.rule.name()).toList();
    }
}
