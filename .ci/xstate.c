// Xstate.so lets User-Mode Linux 6.1 run on processors with more state than AVX-512 has, such as
// AMX. The kernel of the host wants all of the state at once in PTRACE_SETREGSET, and answers
// EFAULT to the 2696 octets that User-Mode Linux keeps. Here the rest is added as it is.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

long ptrace(enum __ptrace_request request, ...)
{
	static long (*next)(enum __ptrace_request, long, void *, void *);
	static char all[1 << 16];
	struct iovec whole = {all, sizeof all};
	va_list args;

	va_start(args, request);
	long pid = va_arg(args, long);
	void *addr = va_arg(args, void *);
	struct iovec *data = va_arg(args, void *);
	va_end(args);
	if (!next)
		next = dlsym(RTLD_NEXT, "ptrace");
	if ((int)request != PTRACE_SETREGSET || (long)addr != NT_X86_XSTATE ||
	    next(PTRACE_GETREGSET, pid, addr, &whole) < 0 || whole.iov_len <= data->iov_len)
		return next(request, pid, addr, data);
	memcpy(all, data->iov_base, data->iov_len);
	return next(request, pid, addr, &whole);
}
