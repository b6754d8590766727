// Package presentation decodes, checks and encodes the presentation protocol:
// the PPDUs of X.226 (07/1994, with Amd.1 1997 and Amd.2 1997) in normal and X.410-1984
// mode, and those of X.236 (04/1995, with Amd.1 1999).
//
// # Layers
//
// Below is the session service: a PPDU is the SS-user data of one session primitive. Its octets do
// not say which: the caller does, with a [Primitive], as in [Parse](SData, b). Above are the
// presentation data values: [UserData] holds them as [PDV] values, for packages acse and rtse to
// decode. In X.410-1984 mode the RTSE parameters stand in CP, CPA, CPR and ARU themselves and are
// handed out as octets, field X410.
//
// The defined context set, a [ContextSet], decides which contexts data may come from, and whether
// it is simply or fully encoded. A [Decoder] is told the latter by its fields Simple and Nominated.
// [Values] takes simply encoded data apart.
//
// # Octets
//
// A CP in normal mode, X.226 8.2, which the SS-user data of a CN are. Elements are an identifier
// octet, a length and contents; lengths may have any form that X.690 allows.
//
//	31 31             # CP, a SET
//	A0 03 80 01 01    #   mode-selector: normal mode
//	A2 2A             #   normal-mode-parameters
//	81 04 4D 54 41 31 #     calling-presentation-selector: MTA1
//	82 04 4D 54 41 32 #     called-presentation-selector: MTA2
//	A4 11             #     presentation-context-definition-list
//	30 0F             #       one presentation context
//	02 01 01          #         its identifier: 1
//	06 04 52 01 00 01 #         abstract syntax 2.2.1.0.1: ACSE
//	30 04 06 02 51 01 #         transfer syntaxes: 2.1.1, BER
//	61 09 30 07       #     user-data, fully encoded: a PDV-list as below
//	02 01 01 A0
//	02 05 00
//
// A PDV-list in user data that is fully encoded, X.226 8.4.2. This is the whole of a TD:
//
//	61 09    # fully-encoded-data
//	30 07    #   a PDV-list; others may follow
//	02 01 03 #     presentation-context-identifier: 3
//	A0 02    #     single-ASN1-type; 81 is octet-aligned, 82 arbitrary
//	05 00    #       the value: what the context's abstract syntax says
//
// # Memory
//
// Decoded values alias their input with capped capacity. The segments of a constructed string are
// joined in a buffer that the value keeps. Lists keep their capacity when a value is decoded into
// again; then decoding allocates nothing, but for segments that are constructed themselves, for
// named bits in segments, and for long context lists that do not rise. A list that is absent is
// nil, one that is there without items is not; other empty slices are absent. Clone what must
// outlive the input.
//
// # Errors
//
// A broken PPDU gives an [*osi.Error] with a rule of this package ([Rules]) or of the Basic
// Encoding Rules, layer osi.BER. Where the octets are no BER, its Kind is ErrEncoding, ErrLength,
// ErrTruncated, ErrTrailing or ErrMissing. Where X.226 is broken, it may also be ErrUnknown,
// ErrDuplicate, ErrOrder, ErrValue, ErrUnsupported, or ErrState for what the mode, the context set
// or an option forbids. [Answer] makes the answer that X.226 6.2.5.5 and 6.4.4 suggest.
// Undefined elements and bits of a CP are ignored, X.226 8.5.1; those of other PPDUs are errors,
// 8.5.2, but for numbers in PPDUs that end the connection, which are kept. Whatever X.690 leaves to
// the sender is accepted: lengths in any form, constructed strings, any order in a SET. Encoders
// refuse what the decoder would refuse or lose.
//
// # Limits
//
// [osi.Limits] bounds Depth, Elements and Contexts. An OBJECT IDENTIFIER has at most osi.MaxOID
// octets, an INTEGER at most 8. The error is of kind ErrLimit.
//
// # Concurrency
//
// Functions, and methods that do not change their receiver, may be called from several goroutines
// at once. A [Decoder] serves one goroutine. A [ContextSet] is a value that never changes.
//
// # Glossary
//
//	PPDU     presentation protocol data unit
//	PDV      presentation data value: what an application sends, here always as its encoding
//	context  presentation context: an abstract syntax with a transfer syntax, under an identifier
//	DCS      defined context set: the contexts in use
//	CP, CPA  connect presentation and its acceptance; CPR rejects
//	ARU, ARP abnormal release by user, by provider
//
// # What it never does
//
// It keeps no connection state, never decodes what a PDV holds, and reads no packed encoding rules.
package presentation

//go:generate go run github.com/osi-go/osi/internal/text/generate
