/* Name what the user may have meant; only run when something was not found. */
#include "launcher.h"

#include <string.h>

/* limit is the largest distance that still counts, -1 once nothing can be nearer. */
struct search { const char *word, *best; ptrdiff_t length, limit, *rows; };

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

/* Count insertions, deletions, substitutions and swaps of neighbours (optimal string alignment),
 * in three rows. */
static ptrdiff_t distance(const char *left, ptrdiff_t height, const char *right, ptrdiff_t width,
                          ptrdiff_t *rows)
{
    ptrdiff_t *row[3] = {rows, rows + width + 1, rows + 2 * (width + 1)};
    for (ptrdiff_t j = 0; j <= width; j++)
        row[0][j] = j;
    for (ptrdiff_t i = 1; i <= height; i++) {
        ptrdiff_t *now = row[i % 3], *above = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (ptrdiff_t j = 1; j <= width; j++) {
            bool differ = left[i - 1] != right[j - 1];
            now[j] = least(least(above[j], now[j - 1]) + 1, above[j - 1] + differ);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return row[height % 3][width];
}

/* Close: at most one edit for every three bytes of the word, and never more than two; the first
 * of equals wins. */
static struct search search_for(const char *word)
{
    ptrdiff_t length = (ptrdiff_t)strlen(word);
    ptrdiff_t limit = length < 6 ? 1 : 2;
    ptrdiff_t *rows = allocate(3 * (size_t)(length + limit + 1), sizeof *rows);
    return (struct search){word, NULL, length, limit, rows};
}

static void consider(struct search *search, const char *candidate)
{
    ptrdiff_t length = (ptrdiff_t)strlen(candidate), apart = length - search->length;
    if (apart > search->limit || -apart > search->limit)
        return;
    ptrdiff_t far = distance(search->word, search->length, candidate, length, search->rows);
    if (far <= search->limit && far < search->length) {
        search->best = candidate;
        search->limit = far - 1;
    }
}

static const char *answer(const struct search *search)
{
    return search->best ? format("; did you mean %s?", quoted(search->best)) : "";
}

const char *did_you_mean(const char *word, const char *const *candidates, size_t count)
{
    struct search search = search_for(word);
    for (size_t i = 0; i < count; i++)
        consider(&search, candidates[i]);
    return answer(&search);
}

static bool consider_line(char *line, void *context)
{
    struct search *search = context;
    const char *before = search->best;
    char *colon = strchr(line, ':');
    if (!colon)
        return true;
    *colon = 0;
    if (*line && !strchr("+-#", *line))
        consider(search, line);
    if (search->best != before)
        search->best = copy(line, strlen(line));
    return true;
}

const char *nearest_in(const char *word, const char *path)
{
    struct search search = search_for(word);
    (void)each_line(path, NULL, consider_line, &search);
    return answer(&search);
}
