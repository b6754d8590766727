// Package socket makes and takes X.25 calls through the AF_X25 sockets of the Linux kernel.
// Elsewhere every function returns an error that is [errors.ErrUnsupported].
//
// [Dial] makes a call, [Listen] takes calls. A [Conn] reads and writes NSDUs: one M-bit sequence
// is one message. Routes, devices and the subscription of a link are the administrator's.
//
// # What a caller must know of Linux
//
// The kernel departs from X.25 and ISO/IEC 8208, and it loses data in silence. What this package
// can see it reports; what it cannot see is listed here. "Lost" means that neither end is told.
//
//   - A clear by the far end, a restart or a link failure discards the messages that were
//     received and not yet read. [ClearedError] and [LinkError] say so in Unread. X.25 4.5 gives
//     no promise either; an application that needs one confirms its data itself.
//   - Closing a call discards what was written and not yet acknowledged. [Conn.Flush] waits for
//     the acknowledgement; Close and Clear report [ErrUnacknowledged].
//   - A reset is not told to the user. What the far end had not acknowledged is sent again, so a
//     message may arrive twice. The part of a message that came before a reset is joined with the
//     message after it; the rest of one that was being sent goes as a message of its own. A reset
//     that the kernel starts itself (P(S) or P(R) invalid) discards everything written and not yet
//     sent, and Flush then succeeds. X.25 4.4.3 lets a network lose data, X.213 has the user told.
//   - A reset that is not confirmed in time (T22) ends the call like a clear of the far end, with
//     cause 00 and diagnostic 00.
//   - The packets of a message that is being received count against the receive buffer with all the
//     memory they take, some 768 octets for the least. When half of the buffer is full the kernel
//     sends RNR, and since nobody can read the rest, the call stands still for good. With the usual
//     net.core.rmem_max (212 992) this befalls messages of more than 4 400 octets in packets of 16,
//     and of 21 000 in packets of 128. The sockets of this package ask for 3 MB, which always
//     suffices: raise rmem_max.
//   - A message longer than 65534 octets cannot be sent. One that is received with more than 65535,
//     counting 3 or 4 octets of header a packet, makes the kernel reset the call in the middle.
//
// # Where Linux departs from the standards
//
//   - Facilities 42 and 43 by direction (X.25 6.12): as the called DTE the kernel takes the first
//     value for what it receives, though it is what the called DTE sends. Ask for equal values.
//   - A listener whose sizes are larger than the default uses them, without saying so, for a call
//     that brings no facility 42 or 43 (6.12). It answers with the lesser of two values even where
//     6.12 wants one between the proposal and the default.
//   - Fast select and reverse charging can only be asked for together. Of a call that arrives,
//     restricted response is not told (6.16): it looks like fast select without restriction, and to
//     accept it is an error of which the network then tells.
//   - A CLEAR carries no user data, no addresses and no facilities (5.2.4): fast select data can
//     be in the call and in its acceptance.
//   - The D bit is never sent and is not shown (4.3.3). REJ, REGISTRATION, TOA/NPI addresses and
//     PVCs are not known. Facilities behind a marker of a network are read as X.25's own (7.1).
//   - The address extensions are sent only where the link's subscription has them in its mask.
//   - The causes of its own clears are 01 (number busy) for a call that nobody takes, whatever the
//     reason, and 00 with diagnostic 00 for time-outs; a DTE must send 00 or 80 to FF (5.2.4).
//   - Calls of both ends that cross are both cleared (4.1.6), since both take the lowest free
//     channel. [Dial] then fails with a ClearedError, cause 01, diagnostic 48 hex.
//   - An interrupt that is not confirmed when a reset comes blocks all later interrupts.
//   - Interrupts do not wake a reader: [Conn.ReadInterrupt] polls.
//
// Package x25 checks a call before the kernel sees it: what the standard forbids is an
// [*osi.Error], what the kernel cannot do is [errors.ErrUnsupported]. Other errors are those of the
// system, wrapped; errors.Is finds them.
package socket
