package org.linuxkeyring.model;

import net.jqwik.api.state.Transformer;

/** One operation, generated before it is known what there is: numbers pick what it is done to. */
record Step(String text, Body body) {
    /** What it does. */
    @FunctionalInterface
    interface Body {
        void run(Neighbourhood neighbourhood) throws Exception;
    }

    Transformer<Neighbourhood> transformer() {
        return Transformer.mutate(text, all -> all.run(() -> body.run(all)));
    }

    @Override
    public String toString() {
        return text;
    }
}
