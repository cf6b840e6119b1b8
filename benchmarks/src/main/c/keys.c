/* keys: what the benchmarked operations cost a C program, by libkeyutils, which is a thin layer over the system calls.
 *
 * keys KEYRING [LARGE...]: KEYRING holds the keys that the Java benchmarks read; where a LARGE one is given, with many keys, only
 * those are measured. A line for each row: its name and the median nanoseconds of one operation.
 */
#include <errno.h>
#include <keyutils.h>
#include <pthread.h>
#include <string.h>

#include "measure.h"

enum { ADDITIONS = 5000, PAYLOAD = 32768, LIST = 1 << 20 };

static const double BATCH_NS = 5e7;

static key_serial_t keyring;
static const char *description;
static _Thread_local char payload[PAYLOAD];
static char list[LIST];

static void check(long result, const char *call)
{
	if (result < 0) {
		fprintf(stderr, "keys: %s of %s: %s\n", call, description, strerror(errno));
		exit(1);
	}
}

static void request_and_read(void)
{
	key_serial_t key = request_key("user", description, NULL, 0);

	check(key, "request_key");
	check(keyctl_read(key, payload, sizeof(payload)), "read");
}

static void search_and_read(void)
{
	key_serial_t key = keyctl_search(keyring, "user", description, 0);

	check(key, "search");
	check(keyctl_read(key, payload, sizeof(payload)), "read");
}

static void request(void)
{
	check(request_key("user", description, NULL, 0), "request_key");
}

static void miss(void)
{
	if (request_key("user", "there-is-none", NULL, 0) >= 0)
		exit(1);
}

static long stored;
static key_serial_t added;

static void add(void)
{
	added = add_key("user", description, payload, stored, keyring);
	check(added, "add_key");
}

static void unlink_added(void)
{
	check(keyctl_unlink(added, keyring), "unlink");
}

static void add_and_unlink(void)
{
	add();
	unlink_added();
}

static void list_and_describe(void)
{
	static char line[5000];
	long bytes = keyctl_read(keyring, list, sizeof(list));

	check(bytes, "read");
	for (long i = 0; i < bytes; i += sizeof(key_serial_t)) {
		key_serial_t key;

		memcpy(&key, list + i, sizeof(key));
		check(keyctl_describe(key, line, sizeof(line)), "describe");
	}
}

static void measure(const char *row, const char *key, void (*operation)(void))
{
	double start = now();
	long count = 0;

	description = key;
	do {
		operation();
		count++;
	} while (now() - start < BATCH_NS);
	measure_batches(row, count, operation);
}

/* Each addition by itself, without the removal that follows. */
static void measure_additions(const char *row, const char *key)
{
	double batches[BATCHES];

	description = key;
	for (int i = 0; i < BATCHES; i++) {
		double sum = 0;

		for (int j = 0; j < ADDITIONS; j++) {
			double start = now();

			add();
			sum += now() - start;
			unlink_added();
		}
		batches[i] = sum / ADDITIONS;
	}
	report(row, batches);
}

static volatile int stopped;

static void *read_on(void *unused)
{
	while (!stopped)
		request_and_read();
	return unused;
}

/* While another thread does the same. */
static void measure_beside_another(const char *row, const char *key)
{
	pthread_t other;

	description = key;
	if (pthread_create(&other, NULL, read_on, NULL))
		exit(1);
	measure(row, key, request_and_read);
	stopped = 1;
	pthread_join(other, NULL);
}

static void measure_keys(void)
{
	static const char *const keys[] = { "aes256", "p256", "rsa2048", "rsa4096" };

	for (unsigned int i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		char row[64];

		snprintf(row, sizeof(row), "getKey/%s", keys[i]);
		measure(row, keys[i], request_and_read);
	}
	measure("containsAlias", "aes256", request);
	measure("miss", "aes256", miss);
	stored = keyctl_read(keyctl_search(keyring, "user", "aes256", 0), payload, sizeof(payload));
	measure("replaceEntry", "c-aes256", add);
	unlink_added();
	measure_additions("setKeyEntry", "c-passing");
	measure("setAndDelete", "c-passing", add_and_unlink);
	measure("oneThread", "aes256", request_and_read);
	measure_beside_another("twoThreads", "aes256");
}

static void measure_large(void)
{
	long size = keyctl_read(keyring, list, sizeof(list)) / (long)sizeof(key_serial_t);
	char row[64];

	snprintf(row, sizeof(row), "aliases/%ld", size);
	measure(row, "keyring", list_and_describe);
	snprintf(row, sizeof(row), "getKey/among-%ld", size);
	measure(row, "entry-7", search_and_read);
}

int main(int count, char **arguments)
{
	keyring = atoi(arguments[1]);
	if (count == 2)
		measure_keys();
	for (int i = 2; i < count; i++) {
		keyring = atoi(arguments[i]);
		measure_large();
	}
	return 0;
}
