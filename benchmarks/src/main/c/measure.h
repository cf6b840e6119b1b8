/* What the programs here have in common: the median of some batches, printed as a row. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCHES = 21 };

/* Nanoseconds. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

static void report(const char *row, double *batches)
{
	qsort(batches, BATCHES, sizeof(*batches), ascending);
	printf("%s %.1f\n", row, batches[BATCHES / 2]);
	fflush(stdout);
}

/* So many operations in each batch. */
static void measure_batches(const char *row, long count, void (*operation)(void))
{
	double batches[BATCHES];

	for (int i = 0; i < BATCHES; i++) {
		double start = now();

		for (long j = 0; j < count; j++)
			operation();
		batches[i] = (now() - start) / count;
	}
	report(row, batches);
}

#endif
