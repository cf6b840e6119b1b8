package org.linuxkeyring.error;

/**
 * A key system call that the kernel refused: the operation, the errno, what it was about and the remedy. The error
 * numbers are those of add_key(2), request_key(2) and keyctl(2) (include/uapi/asm-generic/errno.h); this is the cause
 * of the exceptions that {@link java.security.KeyStore} declares.
 *
 * <pre>{@code
 * try {
 *     keyStore.getKey("web", null);
 * } catch (UnrecoverableKeyException e) {
 *     if (e.getCause() instanceof KeyctlException refused && refused.errno() == Errno.EKEYEXPIRED) {
 *         renew("web");
 *     }
 * }
 * }</pre>
 */
public class KeyctlException extends KeyringException {
    private static final long serialVersionUID = 1L;

    /** The call as the man pages name it. */
    private final String operation;

    /** The error number as the kernel returned it, positive. */
    private final int errno;

    /** The subject of the call, never a payload. */
    private final String subject;

    /** The advice on the failure; empty if nothing helps. */
    private final String remedy;

    /**
     * Makes a failure with the remedy that is usual for it; for the library alone, which meets refusals.
     *
     * @param operation the call as the man pages name it, such as {@code add_key} or {@code KEYCTL_READ}
     * @param errno the error number, positive
     * @param subject what the call was about (an alias, a keyring), never a payload
     */
    protected KeyctlException(String operation, int errno, String subject) {
        this(operation, errno, subject, Remedies.of(operation, Errno.of(errno)), null);
    }

    private KeyctlException(String operation, int errno, String subject, String remedy, KeyctlException cause) {
        super(message(operation, errno, subject, remedy), cause);
        this.operation = operation;
        this.errno = errno;
        this.subject = subject;
        this.remedy = remedy;
    }

    /**
     * Says the same failure about another subject.
     *
     * @param betterSubject what the caller knows better, such as the alias
     * @return a new exception, with this one as its cause
     */
    public KeyctlException about(String betterSubject) {
        return new KeyctlException(operation, errno, betterSubject, remedy, this);
    }

    /**
     * Says the same failure with another remedy.
     *
     * @param betterRemedy by one who knows more, such as the numbers of a quota
     * @return a new exception, with this one as its cause
     */
    public KeyctlException withRemedy(String betterRemedy) {
        return new KeyctlException(operation, errno, subject, betterRemedy, this);
    }

    /** {@return the call as the man pages name it} */
    public String operation() {
        return operation;
    }

    /** {@return the name of the error number} */
    public Errno errno() {
        return Errno.of(errno);
    }

    /** {@return the error number as the kernel returned it, positive} */
    public int errnoNumber() {
        return errno;
    }

    /** {@return what the call was about: an alias, a keyring, a key serial} */
    public String subject() {
        return subject;
    }

    /** {@return what the message ends with: what to do about it} */
    public String remedy() {
        return remedy;
    }

    /** {@return this class's name and the message, also where the library's own class is behind it} */
    @Override
    public String toString() {
        return KeyctlException.class.getName() + ": " + getMessage();
    }

    private static String message(String operation, int number, String subject, String remedy) {
        Errno errno = Errno.of(number);
        String name = errno == Errno.UNKNOWN ? "errno " + number : errno.name();
        return operation + " of " + subject + " failed: " + name + " (" + errno.meaning() + ")"
                + (remedy.isEmpty() ? "" : ". " + remedy);
    }
}
