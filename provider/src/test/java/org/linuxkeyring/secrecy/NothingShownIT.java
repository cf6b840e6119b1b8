package org.linuxkeyring.secrecy;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Leak;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** No exception, with all its causes, no log line and no output of the command line contains a byte of a payload. */
@Tag("kernel")
class NothingShownIT {
    private static final int LEAST_FAILURES = 100;

    private final SecureRandom random = new SecureRandom();

    @Test
    void neitherExceptionsNorLogsNorDoctorShowAPieceOfASecret() throws Exception {
        KeyPair pair = TestKeys.fresh("RSA");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        byte[] certificate = TestCertificates.chain(pair.getPublic(), 1)[0].getEncoded();
        byte[] password = Base64.getEncoder().encode(randomBytes(24));
        byte[] raw = randomBytes(48);
        Jdk jdk = Jdk.installed().get(0);
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL)) {
            List<String> program = ChildJvm.of(jdk)
                    .options(jdk.nativeAccess().toArray(String[]::new))
                    .classPath(List.of(Jars.all()))
                    .commandLine(FailOnPurpose.class, Integer.toString(scratch.serial()));
            Outcome failures = Child.of(program)
                    .input(Stream.of(key.getEncoded(), certificate)
                                    .map(Base64.getEncoder()::encodeToString)
                                    .collect(Collectors.joining("\n", "", "\n"))
                            + new String(password, StandardCharsets.US_ASCII) + "\n"
                            + Base64.getEncoder().encodeToString(raw) + "\n")
                    .run();
            scratch.keyctl().setPermissions(scratch.serial(), 0x3f010000);
            assertHoldsNone(failures, key, password, raw);
            failures.succeeded();
            String count = failures.out().lines().reduce((a, b) -> b).orElse("");
            assertTrue(Integer.parseInt(count) > LEAST_FAILURES, count);
            for (String command : List.of("doctor", "show")) {
                Outcome outcome = Child.of(
                                jdk.tool("java").toString(), "-jar", Jars.all().toString(), command)
                        .run()
                        .succeeded();
                assertTrue(command.equals("doctor") || outcome.out().contains("user: protected"), outcome::toString);
                assertHoldsNone(outcome, key, password, raw);
            }
        }
    }

    static Stream<String> waysToShow() {
        byte[] secret = secret();
        return Stream.of(
                new String(secret, StandardCharsets.ISO_8859_1),
                HexFormat.of().formatHex(secret),
                HexFormat.ofDelimiter(":").withUpperCase().formatHex(secret),
                Base64.getEncoder().encodeToString(secret),
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(secret, 1, 12)),
                Base64.getMimeEncoder(8, new byte[] {'\n'}).encodeToString(secret),
                Arrays.toString(secret));
    }

    @ParameterizedTest
    @MethodSource("waysToShow")
    void aSecretThatIsShownIsNoticed(String shown) {
        assertThrows(AssertionError.class, () -> Leak.assertNone("before " + shown + " after", "it", secret()));
    }

    private static byte[] secret() {
        byte[] secret = new byte[20];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (200 - 37 * i);
        }
        return secret;
    }

    private static void assertHoldsNone(Outcome outcome, RSAPrivateCrtKey key, byte[] password, byte[] raw) {
        String shown = outcome.out() + outcome.err();
        Leak.assertNone(shown, "p", key.getPrimeP().toByteArray());
        Leak.assertNone(shown, "q", key.getPrimeQ().toByteArray());
        Leak.assertNone(shown, "d", key.getPrivateExponent().toByteArray());
        Leak.assertNone(shown, "dP", key.getPrimeExponentP().toByteArray());
        Leak.assertNone(shown, "dQ", key.getPrimeExponentQ().toByteArray());
        Leak.assertNone(shown, "qInv", key.getCrtCoefficient().toByteArray());
        Leak.assertNone(shown, "the password", password);
        Leak.assertNone(shown, "the raw secret", raw);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
