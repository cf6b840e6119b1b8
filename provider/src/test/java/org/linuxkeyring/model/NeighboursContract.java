package org.linuxkeyring.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.linuxkeyring.spec.Backend;

/**
 * Keystores whose keyrings overlap, and other tools underneath, in random steps: after each of them every entry is what
 * a model says, for every keystore, and no key is there that is none of the model's.
 */
abstract class NeighboursContract {
    private final Backend backend;

    private final View.HeldKeysMet met = new View.HeldKeysMet();

    private int tries;

    /** The neighbourhood of the try that runs, to be closed whatever comes of it. */
    private final AtomicReference<Neighbourhood> current = new AtomicReference<>();

    NeighboursContract(Backend backend) {
        this.backend = backend;
    }

    @AddLifecycleHook(StepCount.class)
    @Property(
            generation = GenerationMode.RANDOMIZED,
            edgeCases = EdgeCasesMode.NONE,
            afterFailure = AfterFailureMode.RANDOM_SEED)
    void everyEntryIsWhatTheModelSaysForEveryKeystore(@ForAll("steps") ActionChain<Neighbourhood> steps) {
        try {
            steps.run();
        } finally {
            close();
        }
    }

    /** A few tries may have no keystore that gives keys to the kernel. */
    @AfterProperty
    void keysOfEachKindThatTheKernelHoldsWereMet() {
        System.out.println(met);
        assertTrue(met.isWhole() || StepCount.TRIES < StepCount.ENOUGH, met::toString);
    }

    @Provide
    Arbitrary<ActionChain<Neighbourhood>> steps() {
        return ActionChain.startWith(this::neighbourhood)
                .withAction(1, new Opening())
                .withAction(10, new AnyStep())
                .withMaxTransformations(StepCount.PER_TRY);
    }

    private Neighbourhood neighbourhood() {
        close();
        StepCount.tellOfTry(backend, ++tries);
        Neighbourhood fresh = new Neighbourhood(backend, met);
        current.set(fresh);
        return fresh;
    }

    private void close() {
        Neighbourhood old = current.getAndSet(null);
        if (old != null) {
            old.close();
        }
    }

    private static final class Opening implements Action.Independent<Neighbourhood> {
        @Override
        public boolean precondition(Neighbourhood neighbourhood) {
            return neighbourhood.count() < Neighbourhood.MOST;
        }

        @Override
        public Arbitrary<Transformer<Neighbourhood>> transformer() {
            return KeyStoreSteps.open().map(Step::transformer);
        }
    }

    private static final class AnyStep implements Action.Independent<Neighbourhood> {
        @Override
        public boolean precondition(Neighbourhood neighbourhood) {
            return neighbourhood.count() >= Neighbourhood.FEWEST;
        }

        @Override
        public Arbitrary<Transformer<Neighbourhood>> transformer() {
            return Arbitraries.frequencyOf(
                            Tuple.of(190, KeyStoreSteps.all()),
                            Tuple.of(90, KeySteps.all()),
                            Tuple.of(20, KeyringSteps.all()),
                            Tuple.of(1, KeyStateSteps.expiry()))
                    .map(Step::transformer);
        }
    }

    /** How many steps are taken: {@code -Dmodel.steps=200000} for more than by default, on both backends together. */
    static final class StepCount implements AroundPropertyHook {
        /** After which all is made anew. */
        static final int PER_TRY = 50;

        private static final int BACKENDS = 2;
        private static final int STEPS = Integer.getInteger("model.steps", 2_000);
        static final int TRIES = Math.max(1, STEPS / BACKENDS / PER_TRY);

        /** The number of tries in which each kind of key is surely met. */
        static final int ENOUGH = 20;

        private static final int TRIES_PER_LINE = 100;

        /** Prints now and then how far a long run has come. */
        static void tellOfTry(Backend backend, int tries) {
            if (tries % TRIES_PER_LINE == 0) {
                System.out.printf("%s: at most %,d of %,d steps%n", backend, tries * PER_TRY, TRIES * PER_TRY);
            }
        }

        @Override
        public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
            context.attributes().setTries(TRIES);
            return property.execute();
        }
    }
}
