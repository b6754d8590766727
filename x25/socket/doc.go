// Package socket makes and takes X.25 calls through the AF_X25 sockets of the Linux kernel. On
// other systems every function returns an error that is [errors.ErrUnsupported].
//
// [Dial] makes a call, [Listen] takes calls. A [Conn] is a call; it reads and writes messages. A
// message is one M-bit sequence, that is, one NSDU. The administrator sets up routes, devices and
// the subscription of a link.
//
// # Errors
//
// Package x25 checks a call before the kernel sees it. What the standard forbids is an
// [*osi.Error], and what the kernel cannot do is [errors.ErrUnsupported]. The end of a call is a
// [*ClearedError] or a [*LinkError]. After Close the error is [os.ErrClosed]. Other errors are
// those of the system. All are wrapped: errors.Is and errors.As find them.
//
// # Data that Linux loses or repeats
//
// The kernel departs from X.25 and ISO/IEC 8208, and it loses data without telling either end. This
// package reports the losses that it can see. All are listed here.
//
//   - A clear by the far end, a restart and a link failure discard the messages that were received
//     and not yet read. [ClearedError] and [LinkError] say so in Unread. X.25 4.5 does not promise
//     more: an application that needs certainty confirms its data itself.
//   - Closing a call discards what was written and not yet acknowledged. [Conn.Flush] waits for
//     the acknowledgement; Close and Clear report [ErrUnacknowledged].
//   - A reset is not reported to the user, as X.213 requires. The kernel sends again what the far
//     end had not acknowledged, so a message may arrive twice. It joins the part of a message that
//     came before the reset with the message after it. The rest of a message that was being sent
//     goes as a message of its own. A reset that the kernel starts itself, for an invalid P(S) or
//     P(R), discards everything written and not yet sent; Flush then succeeds.
//   - A reset that is not confirmed in time (T22) ends the call like a clear by the far end, with
//     cause 00 and diagnostic 00.
//   - Each packet of a message that is being received takes at least 768 octets of the receive
//     buffer. When half of the buffer is full the kernel sends RNR. The message cannot be read
//     before its end has come, so the call then stands still for good. With the usual
//     net.core.rmem_max (212 992) this happens to messages of more than 4 400 octets in packets of
//     16, and of more than 21 000 in packets of 128. The sockets of this package ask for 3 MB,
//     which always suffices, but get no more than rmem_max permits: raise it.
//   - A message of more than 65 534 octets cannot be sent. When a message of more than 65 535 is
//     received, counting 3 or 4 octets of header for each packet, the kernel resets the call.
//
// # Where Linux departs from the standards
//
//   - Facilities 42 and 43 by direction (X.25 6.12): the first value is for what the called DTE
//     sends, but as the called DTE the kernel takes it for what it receives. Ask for equal values.
//   - To a call without facility 42 or 43, a listener whose sizes are larger than the default
//     applies its own and does not say so (6.12). It answers with the lesser of two values, even
//     where 6.12 wants one between the proposal and the default.
//   - Fast select and reverse charging can only be requested together. A call that arrives with
//     restricted response (6.16) looks like one without restriction. To accept it is an error,
//     which only the network detects.
//   - A CLEAR carries no user data, no addresses and no facilities (5.2.4): fast select data can
//     stand in the call and in its acceptance only.
//   - The D bit is never sent and is not shown (4.3.3). REJ, REGISTRATION, TOA/NPI addresses and
//     PVCs are unknown. Facilities behind the marker of a network are read as those of X.25 (7.1).
//   - The address extensions are sent only where the subscription of the link has them in its mask.
//   - The kernel clears a call that nobody takes with cause 01 (number busy), whatever the reason,
//     and with cause 00 and diagnostic 00 when a timer expires. A DTE must send 00 or 80 to FF
//     (5.2.4).
//   - When calls of both ends cross, both are cleared (4.1.6), since both ends take the lowest free
//     channel. [Dial] then fails with a ClearedError of cause 01 and diagnostic 48 hex.
//   - An interrupt that is not confirmed when a reset comes blocks all later interrupts.
//   - An interrupt does not wake a reader: [Conn.ReadInterrupt] polls.
package socket
