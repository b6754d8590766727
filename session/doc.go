// Package session decodes, checks and encodes the OSI session protocol: the
// SPDUs of X.225 (1995) with Cor.1 (2000), Amd.1 (1997, short and null
// encodings) and Amd.2 (1997, nested connections), and the UNIT DATA SPDU of X.235 (1995).
//
// # Layers
//
// Below is a transport service that delivers whole TSDUs. A TSDU holds one SPDU, or a GT or PT with
// others behind it: [Decoder.TSDU] decodes and checks all of them. An SSDU, the user data of one
// SPDU or the joined data of several ([Reassembler]), is what package presentation decodes.
//
// Three octets are the SIs of two SPDUs each: 1 is GT or DT, 25 AB or AI, 26 AA or AIA. The first
// SPDU of a TSDU is a GT, AB or AA, an SPDU behind a GT or PT is a DT, AI or AIA. [Parse] takes an
// SPDU that stands first, [ParseNext] one that does not; a typed Decode needs no telling. MAP and
// AE differ by the Sync Type Item. MAA and AEA do not differ: one type stands for both.
//
// What depends on the connection is told to a [Decoder]: the protocol version, the limit of serial
// numbers, whether extended concatenation was announced, the transport flow, the functional units.
// What depends on its state, such as who owns a token, is the protocol machine's to check. A
// Decoder gives the SPDUs of a TSDU as they stand in it. Whoever acts on them takes them in the
// order of [ProcessingOrder].
//
// An encoder refuses what a strict decoder refuses or would not find again, and reserved bits. It
// then returns the slice to append to unchanged. It knows nothing of the connection, unless it is
// called through [Decoder.Append].
//
// # Octets
//
// An SPDU is its SI, LI and parameters; user information, where the type has it, goes on to the end
// of the TSDU. A parameter is a PI, LI and value, and a PGI holds others. An LI is one octet up to
// 254, or FF and two octets: X.225 8.2.
//
//	SI   LI   PI LI value   PGI LI ( PI LI value   PI LI value )   user information
//
// A CN, X.225 8.3.1:
//
//	0D 1C             # CN, 28 octets of parameters
//	05 06             # PGI 5, Connect/Accept Item
//	13 01 00          #   PI 19, Protocol Options
//	16 01 02          #   PI 22, Version Number: version 2
//	14 02 00 02       # PI 20, Session User Requirements: duplex
//	33 04 4D 54 41 31 # PI 51, Calling Session Selector: MTA1
//	34 04 4D 54 41 32 # PI 52, Called Session Selector: MTA2
//	C1 02 31 00       # PGI 193, User Data: a PPDU stands here
//
// A GT and a DT in one TSDU, X.225 6.3.7. Both have SI 1: the first is the GT.
//
//	01 00       # GT without parameters
//	01 00       # DT without parameters
//	61 09 30 07 # user information: a PPDU, up to the end of the TSDU
//	02 01 03 A0
//	02 05 00
//
// # Memory
//
// Decoded values alias their input with capped capacity. Decoding into a value that is used again
// allocates nothing, except where the list of ignored units grows; a [Decoder] makes its value of a
// type for the first SPDU of that type. Encoding allocates nothing, except where it grows the
// caller's buffer; [Decoder.Append] decodes what it made into a new value. A [Reassembler] copies,
// and only SSDUs that are segmented.
//
// # Errors
//
// Every error is an [*osi.Error] whose rule is one of [Rules]. Its Kind is
//
//   - ErrTruncated, ErrTrailing, ErrLength, ErrEncoding, ErrUnknown, ErrOrder, ErrDuplicate,
//     ErrMissing or ErrValue where the octets of an SPDU are wrong by themselves,
//   - ErrState where an SPDU does not go with its own other parameters, the other SPDUs of its TSDU
//     or SSDU, or what is known of the connection,
//   - ErrLimit where it is valid, but exceeds [osi.Limits].
//
// Nothing here gives ErrUnsupported. [Answer] makes the answer of X.225 A.4.1.2 and 7.5: RF for a
// CN, AB or ER for the rest. Unknown units and those of Annex B are valid and kept in Ignored
// (A.4.3.1.1), reserved bits are ignored. Where X.225 says nothing, this package is strict: a
// parameter twice, and a parameter of 8.3 in an SPDU whose table has none such, are errors. What
// real peers do beyond the standard is accepted by a Decoder that is told to, see [osi.Tolerance].
//
// # Text
//
// Enumerations and sets implement [encoding.TextMarshaler], [encoding.TextAppender] and
// [encoding.TextUnmarshaler]: the text is that of String, for any number.
//
// # Limits
//
// [osi.Limits] bounds Units, SPDUs, SSDU and Segments. What the standard limits is a constant here.
//
// # Glossary
//
//	SPDU        session protocol data unit
//	SSDU, TSDU  what the session, the transport service carries in one request
//	SI, LI      SPDU identifier, length indicator
//	PGI, PI     parameter (group) identifier: the code of a unit
//	category    0, 1 or 2: how an SPDU may stand in a TSDU
//	SPM         session protocol machine
//	enclosure   which part of a segmented SSDU an SPDU holds
//
// # What it never does
//
// It keeps no connection state, owns no tokens, runs no timers. It does not look into user data.
package session

//go:generate go run github.com/osi-go/osi/internal/text/generate UnitCode
