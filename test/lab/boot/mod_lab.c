/* mod_lab: real faults on demand, on laboratory hosts only. After `a2enmod lab`:
 *   /lab/pid           answers with the pid of the child
 *   /lab/crash         reads through a null pointer (SIGSEGV)
 *   /lab/abort         abort() (SIGABRT)
 *   /lab/stack         endless recursion (SIGSEGV on the stack guard)
 *   /lab/exit?CODE     ends the child at once; 15 is APEXIT_CHILDFATAL
 *   /lab/leak?KIB      allocates and never frees
 *   /lab/eat?MIB       allocates, touches every page, frees at the end of the request
 *   /lab/sleep?SECONDS answers, then holds the worker without using CPU
 *   /lab/spin?SECONDS  holds the worker and burns CPU
 *   /lab/fd?COUNT      opens files and never closes them
 */
#include "httpd.h"
#include "http_config.h"
#include "http_protocol.h"
#include "http_log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

module AP_MODULE_DECLARE_DATA lab_module;

static void *volatile kept;                   /* the compiler must not drop the leak */
static volatile int *nowhere = (int *)0;

__attribute__((noinline)) static int lab_parse_header(request_rec *r)
{
    return *nowhere + r->proto_num;
}

__attribute__((noinline)) static int lab_recurse(volatile char *above, int depth)
{
    volatile char frame[65536];
    frame[0] = above ? above[0] : 1;
    return frame[0] + lab_recurse(frame, depth + 1) + (int)above[1];
}

static int lab_leak(long kib)
{
    size_t bytes = (size_t)(kib ? kib : 256) * 1024;
    char *p = malloc(bytes);
    if (p) {
        memset(p, 'x', bytes);
        kept = p;
    }
    return OK;
}

static int lab_eat(request_rec *r, long mib)
{
    size_t bytes = (size_t)(mib ? mib : 100) << 20, i;
    char *p = malloc(bytes);
    if (!p) {
        ap_log_rerror(APLOG_MARK, APLOG_CRIT, errno, r, "lab: malloc of %ld MiB failed", mib);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    for (i = 0; i < bytes; i += 4096) p[i] = 1;
    ap_rprintf(r, "ate %ld MiB\n", mib);
    free(p);
    return OK;
}

/* Many short sleeps: one long sleep() would return early on SIGUSR1, and a graceful restart is what it is for. */
static int lab_sleep(request_rec *r, long seconds)
{
    time_t end = time(NULL) + seconds;
    ap_rputs("begin\n", r);
    ap_rflush(r);
    while (time(NULL) < end) {
        struct timespec pause = {0, 50000000};
        nanosleep(&pause, NULL);
    }
    return OK;
}

static int lab_spin(long seconds)
{
    time_t end = time(NULL) + seconds;
    while (time(NULL) < end) ;
    return OK;
}

static int lab_fd(request_rec *r, long count)
{
    long i, opened = 0;
    for (i = 0; i < count; i++) if (open("/dev/null", O_RDONLY) >= 0) opened++;
    ap_rprintf(r, "opened %ld of %ld\n", opened, count);
    if (opened < count) ap_log_rerror(APLOG_MARK, APLOG_ERR, errno, r, "lab: open failed after %ld", opened);
    return OK;
}

static int lab_handler(request_rec *r)
{
    const char *slash, *what;
    long n = r->args ? atol(r->args) : 0;
    int status = OK;
    if (!r->handler || strcmp(r->handler, "lab")) return DECLINED;
    slash = strrchr(r->uri, '/');
    what = slash ? slash + 1 : "";
    ap_set_content_type(r, "text/plain");
    if (!strcmp(what, "crash")) status = lab_parse_header(r);
    else if (!strcmp(what, "abort")) abort();
    else if (!strcmp(what, "stack")) status = lab_recurse(NULL, 0);
    else if (!strcmp(what, "exit")) _exit((int)n);
    else if (!strcmp(what, "leak")) status = lab_leak(n);
    else if (!strcmp(what, "eat")) status = lab_eat(r, n);
    else if (!strcmp(what, "sleep")) status = lab_sleep(r, n);
    else if (!strcmp(what, "spin")) status = lab_spin(n);
    else if (!strcmp(what, "fd")) status = lab_fd(r, n);
    if (status == OK) ap_rprintf(r, "pid %ld ok\n", (long)getpid());
    return status;
}

static void lab_hooks(apr_pool_t *p)
{
    (void)p;
    ap_hook_handler(lab_handler, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA lab_module = {STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, lab_hooks};
