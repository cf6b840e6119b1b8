package org.linuxkeyring.model;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.model.Model.SiblingOrder;
import org.linuxkeyring.spec.Backend;

/** The keyrings, the keystores on them, and the model that both are held against after each step. */
final class Neighbourhood implements AutoCloseable {
    static final int FEWEST = 2;
    static final int MOST = 5;

    private final Backend backend;
    private final View.HeldKeysMet met;
    private final ThreadPoolExecutor session =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final List<Neighbour> neighbours = new ArrayList<>();
    private final Set<String> opened = new HashSet<>();
    private Keyrings keyrings;
    private Vocabulary vocabulary;
    private Leftovers leftovers;
    private Model model = new Model();
    private Snapshot snapshot;
    private Configuration.Features features;

    Neighbourhood(Backend backend, View.HeldKeysMet met) {
        this.backend = backend;
        this.met = met;
    }

    /** What a step does, in the thread whose session keyring it is. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Something that is refused by one of the exceptions that are declared for it. */
    @FunctionalInterface
    interface Attempt {
        void run() throws Exception;
    }

    /** Makes the keyrings before the first step: jqwik makes states that it never uses. */
    void run(Body body) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            if (keyrings == null) {
                open();
            }
            body.run();
            return null;
        });
        session.execute(task);
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void open() {
        keyrings = new Keyrings(backend);
        KeyTypeProbe probe = new KeyTypeProbe(keyrings.keyctl());
        features = new Configuration.Features(
                probe.exists(KeyType.BIG_KEY),
                backend == Backend.KERNEL && probe.parsesPkcs8(),
                backend == Backend.KERNEL && keyrings.holdsSecretKeys());
        if (features.holdsKeys()) {
            met.await(Value.Kind.HELD_KEY);
        }
        if (features.holdsKeys() && features.holdsSecretKeys()) {
            met.await(Value.Kind.HELD_SECRET_KEY);
        }
        vocabulary = new Vocabulary(keyrings.tag(), features.hasBigKeys());
        leftovers = new Leftovers(keyrings.tag(), backend);
        snapshot = Snapshot.of(keyrings);
    }

    Keyrings keyrings() {
        return keyrings;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Model model() {
        return model;
    }

    Backend backend() {
        return backend;
    }

    /** One more keystore, or in place of one that there is. */
    void open(Configuration configuration, int number) throws Exception {
        Neighbour neighbour = new Neighbour(number, configuration, keyrings, backend.toString(), features);
        model.forgetStaged(number);
        if (number < neighbours.size()) {
            neighbours.set(number, neighbour);
        } else {
            neighbours.add(neighbour);
        }
        check("opening " + neighbour);
    }

    int count() {
        return neighbours.size();
    }

    Neighbour neighbour(int pick) {
        return neighbours.get(pick % neighbours.size());
    }

    /** One that gives private keys to the kernel at once. */
    Optional<Neighbour> holding(int pick) {
        List<Neighbour> holding = neighbours.stream()
                .filter(each -> each.isHolding() && each.configuration().writes() == Configuration.Writes.IMMEDIATE)
                .toList();
        return holding.isEmpty() ? Optional.empty() : Optional.of(holding.get(pick % holding.size()));
    }

    EntryRules rules(Model of, SiblingOrder order, Neighbour neighbour) {
        return new EntryRules(of, order, neighbour);
    }

    /** The entry of an alias, if there is one and the order of siblings does not decide which. */
    Optional<Value> sole(Neighbour neighbour, String alias) {
        List<EntryRules.Sight> sights = snapshot.orders().stream()
                .map(order -> rules(model, order, neighbour).sight(alias))
                .distinct()
                .toList();
        return sights.size() == 1 && sights.get(0) instanceof EntryRules.Sight.Entry entry
                ? Optional.of(entry.value())
                : Optional.empty();
    }

    /** Whether the keyring that changes go to links a key which the alias names, and another keyring links it, too. */
    boolean isShared(Neighbour neighbour, String alias) {
        return rules(model, snapshot.orders().iterator().next(), neighbour).names(alias).stream()
                .flatMap(name -> model.live(neighbour.configuration().scope().destination, name).stream())
                .anyMatch(key -> model.places(key).size() > 1);
    }

    /** A change, of which one of several things may come. */
    void change(String what, List<Rule> rules, Attempt attempt) throws Exception {
        List<Rule.Prediction> predictions = new ArrayList<>();
        for (SiblingOrder order : snapshot.orders()) {
            rules.forEach(rule -> rule.apply(model, order).ifPresent(predictions::add));
        }
        String refusal = null;
        try {
            attempt.run();
        } catch (KeyStoreException | IOException | KeyctlException e) {
            refusal = String.valueOf(e.getMessage());
        }
        boolean isAccepted = refusal == null;
        if (!isAccepted && !Rule.Reason.isOne(refusal, model, neighbours)) {
            failed(what + " is refused for a reason that there is not here: " + refusal + "\n" + model);
        }
        List<Model> candidates = predictions.stream()
                .filter(prediction -> prediction.isAccepted() == isAccepted)
                .map(Rule.Prediction::after)
                .toList();
        String outcome = what + (isAccepted ? " is done" : " is refused (" + refusal + ")");
        if (candidates.isEmpty()) {
            failed(outcome + ", and should be " + (isAccepted ? "refused" : "done") + ". " + neighbours + "\n" + model);
        }
        adopt(outcome, candidates);
    }

    void change(String what, Rule rule, Attempt attempt) throws Exception {
        change(what, List.of(rule), attempt);
    }

    private void check(String what) throws Exception {
        adopt(what, List.of(new Model(model)));
    }

    private void adopt(String outcome, List<Model> candidates) throws Exception {
        snapshot = Snapshot.of(keyrings);
        List<String> differences = List.of();
        Model before = model;
        for (Model candidate : candidates) {
            differences = Comparison.differences(candidate, snapshot);
            if (differences.isEmpty()) {
                model = candidate;
                break;
            }
        }
        if (!differences.isEmpty()) {
            failed(outcome + ", but " + String.join("\n", differences) + "\n" + neighbours + "\n" + before);
        }
        leftovers.requireNone(model, snapshot);
        for (Neighbour neighbour : neighbours) {
            checkView(outcome, neighbour, before);
        }
    }

    private void checkView(String outcome, Neighbour neighbour, Model before) throws Exception {
        List<String> differences = List.of();
        for (SiblingOrder order : snapshot.orders()) {
            differences = View.differences(neighbour, vocabulary, rules(model, order, neighbour), opened, met);
            if (differences.isEmpty()) {
                return;
            }
        }
        failed(outcome + ", but in " + neighbour + " " + String.join("\n", differences) + "\n" + neighbours
                + "\nbefore:\n" + before + "\nafter:\n" + model);
    }

    private void failed(String why) {
        fail(why + "\nTo replay: -Dmodel.tag=" + keyrings.tag());
    }

    /** Leaves the machine's keyrings as they were. */
    @Override
    public void close() {
        try {
            if (keyrings != null) {
                run(keyrings::remove);
            }
        } finally {
            session.shutdown();
        }
    }
}
