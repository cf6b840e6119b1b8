package org.linuxkeyring.error;

/** A key system call that the kernel refused: the operation, the errno, what it was about and the remedy. */
public final class KeyctlException extends KeyringException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final int errno;
    private final String subject;
    private final String remedy;

    /**
     * @param operation the call as the man pages name it, such as {@code add_key} or {@code KEYCTL_READ}
     * @param errno the error number, positive
     * @param subject what the call was about (an alias, a keyring), never a payload
     */
    public KeyctlException(String operation, int errno, String subject) {
        this(operation, errno, subject, Remedies.of(operation, Errno.of(errno)), null);
    }

    private KeyctlException(String operation, int errno, String subject, String remedy, KeyctlException cause) {
        super(message(operation, errno, subject, remedy), cause);
        this.operation = operation;
        this.errno = errno;
        this.subject = subject;
        this.remedy = remedy;
    }

    /** The same failure, said about a subject that the caller knows better, such as the alias. */
    public KeyctlException about(String betterSubject) {
        return new KeyctlException(operation, errno, betterSubject, remedy, this);
    }

    /** The same failure with a remedy by one who knows more, such as the numbers of a quota. */
    public KeyctlException withRemedy(String betterRemedy) {
        return new KeyctlException(operation, errno, subject, betterRemedy, this);
    }

    /** The call as the man pages name it. */
    public String operation() {
        return operation;
    }

    /** The name of the error number. */
    public Errno errno() {
        return Errno.of(errno);
    }

    /** The error number as the kernel returned it, positive. */
    public int errnoNumber() {
        return errno;
    }

    /** What the call was about: an alias, a keyring, a key serial. */
    public String subject() {
        return subject;
    }

    /** What the message ends with: what to do about it. */
    public String remedy() {
        return remedy;
    }

    private static String message(String operation, int number, String subject, String remedy) {
        Errno errno = Errno.of(number);
        String name = errno == Errno.UNKNOWN ? "errno " + number : errno.name();
        return operation + " of " + subject + " failed: " + name + " (" + errno.meaning() + ")"
                + (remedy.isEmpty() ? "" : ". " + remedy);
    }
}
