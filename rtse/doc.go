// Package rtse decodes, checks and encodes what the reliable transfer service element says: the
// APDUs of X.228 (RTORQ, RTOAC, RTORJ, RTTP, RTTR, RTAB) in normal mode, the same values in
// X.410-1984 mode (PConnect, PAccept, PRefuse), and the bind values in them with which X.400 MTAs
// name themselves.
//
// The text of X.228 was not at hand; docs/conformance/x228.md says what the package was made from.
//
// # Layers
//
// In normal mode an APDU stands in the user information of an ACSE APDU (RTORQ, RTOAC, RTORJ, RTAB)
// or is presentation user data (RTTP, RTTR): [Parse]. In X.410-1984 mode the components of the APDU
// are parameters of the presentation PDU, and the carrier says of which: [ParseConnect] for a CP,
// [ParseAccept] for a CPA, [ParseRefuse] for a CPR, [ParseAbort] for an ARU. What an MTA says is in
// ConnectionData.Open: decode it with [Bind].
//
// # Memory
//
// Decoded values alias their input with capped capacity. Decoding allocates nothing in steady
// state; strings that a peer sends in segments are joined in memory that the decoded value keeps.
//
// # Errors
//
// A broken APDU gives an [*osi.Error]; [Rules] and [EncodingRules] list what can be broken. Where
// the octets are no BER, its Kind is ErrEncoding, ErrLength, ErrTruncated, ErrTrailing or
// ErrMissing. Where X.228 is broken, it is ErrUnknown, ErrMissing, ErrDuplicate, ErrLength,
// ErrValue, or ErrState for what belongs to the other mode. [Answer] says what to do about it.
//
// Encoders check what they made with the decoder of this package, and so refuse what it refuses,
// with the same errors. They return b unchanged then.
//
// # Limits
//
// [osi.Limits] bounds Depth and Elements, and SSDU of a [Reassembler]. The error is of kind
// ErrLimit.
//
// # Concurrency
//
// Functions, and methods that do not change their receiver, may be called from several goroutines
// at once. A [Decoder] and a [Reassembler] serve one goroutine.
//
// # Glossary
//
//	RTS    reliable transfer server, the name of 1984
//	turn   the right to transfer, the data token of the session
//	MTA    message transfer agent
//
// # What it never does
//
// It sets no checkpoints and judges no password.
package rtse

//go:generate go run github.com/osi-go/osi/internal/text/generate
