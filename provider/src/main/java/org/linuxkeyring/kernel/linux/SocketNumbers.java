package org.linuxkeyring.kernel.linux;

/**
 * The numbers of an architecture's system calls on sockets, from the same tables as {@link SyscallNumbers}, and the
 * width in bytes of its C type long, on which the layout of struct msghdr and struct cmsghdr depends. i386 and s390x
 * have separate system calls for sockets since Linux 4.3.
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
