// Package transport decodes, checks and encodes the OSI transport protocol: TPKT frames and class 0
// over TCP (RFC 1006), the TPDUs of X.224 (1995, with Amd.1 1997) for classes 0 to 4 in normal and
// extended format, the UD TPDU of X.234, and the UN-TPDU of X.264 in X.25 call user data.
//
// # Layers
//
// Below is a stream of TPKTs, split by [Reader] or [SplitTPKT], or a
// network service that delivers whole NSDUs. One NSDU holds one TPDU in class 0
// ([Parse]), one or several in the other classes ([Decoder.All]). The user data
// of DT TPDUs, joined by a [Reassembler], are the TSDUs that package session decodes.
//
// X.224 TPDUs do not say which class they belong to. The caller does, with the [Format] of a
// [Decoder]; its zero value is class 0, which X.400 over X.25 uses. RFC 1006 uses class 0 with
// [Format].OverTCP. [Parse] and the Decode methods take the zero Format; a TPDU that class 0 does
// not have is decoded by a Decoder alone.
//
// # Octets
//
// A TPKT, RFC 1006 6, and behind its four octets one TPDU. The length counts the whole:
//
//	octet   1         2          3        4        5 ...
//	        version   reserved   length            TPDU
//	        3         0          of the whole
//
// A CR in a TPKT, X.224 13.3. A CC has the same layout:
//
//	03 00 00 16 # TPKT of 22 octets
//	11          # LI: 17 octets of header follow
//	E0          # CR; the low four bits are CDT, 0 in class 0
//	00 00       # DST-REF: the peer has chosen none yet
//	00 01       # SRC-REF
//	00          # class 0, no options
//	C0 01 0B    # TPDU size: 2 to the power of 11 octets, the most in class 0
//	C1 02 00 01 # calling Transport-Selector
//	C2 02 00 02 # called Transport-Selector
//
// A DT of class 0 in a TPKT, X.224 13.7:
//
//	03 00 00 0B # TPKT of 11 octets
//	02          # LI: 2
//	F0          # DT
//	80          # EOT: the TSDU ends here; bits 1 to 7 are 0 in class 0
//	01 00 01 00 # user data, up to the end of the TPDU
//
// # Memory
//
// Decoded values alias their input with capped capacity. Decoding and encoding allocate nothing,
// except where an encoder grows the caller's buffer and where a list of ignored parameters grows
// for the first time. A [Reader] allocates a buffer, and a larger one for a larger TPKT. A Decoder,
// Reader or Reassembler is not safe for concurrent use.
//
// # Errors
//
// A broken TPDU gives an [*osi.Error]; [Rules] lists what can be broken, each with its Kind.
// [Answer] makes the answer that X.224 6.22 suggests. Parsing is strict; what real peers do
// beyond the standard is accepted by a [Decoder] that is told to, see [osi.Tolerance].
//
// Where X.224 lets the receiver of a CR choose to ignore a known parameter with a bad value or to
// reject it (13.2.3), this package rejects it. Parameters of a CR that are not for a CR, or have no
// meaning in the classes that it proposes, are kept in Ignored. Of a parameter that occurs more
// than once the last value counts, and alone is judged. An encoder refuses what its decoder would
// refuse, ignore or lose.
//
// # Limits
//
// [osi.Limits] bounds Segments and TSDU of a [Reassembler]. The limit of a TPDU is given to
// [SplitTPKT], to [NewReader] and to a [Decoder]. What the standard limits is a constant here.
//
// # Glossary
//
//	Transport-Selector  which user of the host, also TSEL; TSAP-ID in older editions
//	NSDU, TSDU  what the network service, the transport service carries in one request
//	LI          length indicator: octets of the header after itself
//	EOT         end of TSDU mark
//	CDT         initial credit: TPDUs the peer may send
//
// # What it never does
//
// It keeps no connection state, runs no timers and never retransmits. It does not guess the class.
package transport

//go:generate go run github.com/osi-go/osi/internal/text/generate Class ParameterCode
