package org.linuxkeyring.fleet.fuzz;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.linuxkeyring.testing.Corpus;

/** The fuzz targets of the fleet's messages accept or refuse, within their budgets, what was found for them. */
class FleetCorpusTest {
    @TestFactory
    Stream<DynamicContainer> inputs() {
        return Corpus.tests(new EnvelopeFuzz(), new SignedMessageFuzz(), new ContentFuzz());
    }
}
