// Package presentation decodes, checks and encodes the presentation protocol:
// the PPDUs of X.226 (07/1994, with Amd.1 1997 and Amd.2 1997) in normal and X.410-1984
// mode, and those of X.236 (04/1995, with Amd.1 1999).
//
// # Layers
//
// Below is the session service: a PPDU is the SS-user data of one session
// primitive, and nothing in its octets says of which. The caller does, with a [Primitive]:
// [Parse](SData, b). Above are the presentation data values: [UserData] holds
// them as [PDV] values, for packages acse and rtse to decode. In X.410-1984 mode the RTSE
// parameters stand in CP, CPA, CPR and ARU themselves and are handed out as octets, field X410.
//
// Which contexts data may come from, and whether they are simply or fully
// encoded, follows from the defined context set: [ContextSet] holds it, and Simple and Nominated of
// [Decoder] say it. [Values] takes simply encoded data apart.
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
// Encoding Rules, layer osi.BER. [Answer] makes the answer that X.226 6.2.5.5 and 6.4.4 suggest.
// Undefined elements and bits of a CP are ignored, X.226 8.5.1; those of other PPDUs are errors,
// 8.5.2, but for numbers in PPDUs that end the connection, which are kept. Whatever X.690 leaves to
// the sender is accepted: lengths in any form, constructed strings, any order in a SET. Encoders
// refuse what the decoder would refuse or lose.
//
// # Limits
//
// [osi.Limits] bounds Depth, Elements and Contexts. An OBJECT IDENTIFIER has at most osi.MaxOID
// octets, an INTEGER at most 8.
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
