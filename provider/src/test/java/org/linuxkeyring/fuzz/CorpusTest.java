package org.linuxkeyring.fuzz;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.linuxkeyring.testing.Corpus;

/** The fuzz targets accept or refuse, within their budgets, what was found for them. */
class CorpusTest {
    @TestFactory
    Stream<DynamicContainer> inputs() {
        return Corpus.tests(
                new EntryFuzz(),
                new PemFuzz(),
                new Pkcs12Fuzz(),
                new SealedFileFuzz(),
                new SettingsFuzz(),
                new FileProbeFuzz(),
                new KernelTextFuzz(),
                new AliasFuzz(),
                new KeyringPathFuzz(),
                new CommandFuzz());
    }
}
