package org.linuxkeyring.kernel.linux;

/**
 * The numbers of an architecture's system calls on sockets, from the same tables as {@link SyscallNumbers}, and the
 * bytes of its C type long, by which struct msghdr and struct cmsghdr are laid out. On i386 and s390x sockets have
 * calls of their own since Linux 4.3.
 */
record SocketNumbers(
        int read,
        int close,
        int socket,
        int bind,
        int accept4,
        int setsockopt,
        int getsockopt,
        int sendmsg,
        int wordSize) {}
