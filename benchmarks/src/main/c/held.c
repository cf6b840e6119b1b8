/* held: what the use of keys that the kernel holds costs a C program.
 *
 * held RSA AES: the serials of an RSA key of 2048 bits (asymmetric) and of an AES key (logon). A line for each row: its name and the
 * median nanoseconds of one operation.
 */
#include <errno.h>
#include <keyutils.h>
#include <linux/if_alg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"

#ifndef ALG_SET_KEY_BY_KEY_SERIAL
#define ALG_SET_KEY_BY_KEY_SERIAL 7
#endif

enum { OPERATIONS = 40, DIGEST = 32, SIGNATURE = 256, MESSAGE = 16384, IV = 12, TAG = 16 };

static key_serial_t rsa, aes;
static char message[MESSAGE], answer[MESSAGE + TAG];

static long check(long result, const char *call)
{
	if (result < 0) {
		fprintf(stderr, "held: %s: %s\n", call, strerror(errno));
		exit(1);
	}
	return result;
}

static void sign(void)
{
	check(keyctl_pkey_sign(rsa, "enc=pkcs1 hash=sha256", message, DIGEST, answer, SIGNATURE), "pkey_sign");
}

static void *put(struct msghdr *header, struct cmsghdr *last, int type, size_t size)
{
	struct cmsghdr *next = last ? CMSG_NXTHDR(header, last) : CMSG_FIRSTHDR(header);

	next->cmsg_level = SOL_ALG;
	next->cmsg_type = type;
	next->cmsg_len = CMSG_LEN(size);
	return next;
}

/* A socket for each message, as a Cipher has one. */
static void encrypt(void)
{
	struct sockaddr_alg address = { .salg_family = AF_ALG, .salg_type = "aead", .salg_name = "gcm(aes)" };
	char control[CMSG_SPACE(4) + CMSG_SPACE(4 + IV) + CMSG_SPACE(4)] = { 0 };
	struct iovec text = { message, MESSAGE };
	struct msghdr header = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct af_alg_iv *iv;
	struct cmsghdr *part;
	int bound = check(socket(AF_ALG, SOCK_SEQPACKET, 0), "socket"), socket;

	check(bind(bound, (struct sockaddr *)&address, sizeof(address)), "bind");
	check(setsockopt(bound, SOL_ALG, ALG_SET_KEY_BY_KEY_SERIAL, &aes, sizeof(aes)), "ALG_SET_KEY_BY_KEY_SERIAL");
	check(setsockopt(bound, SOL_ALG, ALG_SET_AEAD_AUTHSIZE, NULL, TAG), "ALG_SET_AEAD_AUTHSIZE");
	socket = check(accept(bound, NULL, NULL), "accept");
	close(bound);
	part = put(&header, NULL, ALG_SET_OP, 4);
	*(int *)CMSG_DATA(part) = ALG_OP_ENCRYPT;
	part = put(&header, part, ALG_SET_IV, 4 + IV);
	iv = (struct af_alg_iv *)CMSG_DATA(part);
	iv->ivlen = IV;
	put(&header, part, ALG_SET_AEAD_ASSOCLEN, 4);
	check(sendmsg(socket, &header, 0), "sendmsg");
	check(read(socket, answer, sizeof(answer)), "read");
	close(socket);
}

int main(int count, char **arguments)
{
	if (count != 3)
		return 2;
	rsa = atoi(arguments[1]);
	aes = atoi(arguments[2]);
	measure_batches("signHeld", OPERATIONS, sign);
	measure_batches("encryptHeld", OPERATIONS, encrypt);
	return 0;
}
