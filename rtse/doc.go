// Package rtse decodes, checks and encodes what the reliable transfer service element says: the
// APDUs of X.228 (RTORQ, RTOAC, RTORJ, RTTP, RTTR, RTAB) in normal mode, the same values in
// X.410-1984 mode (PConnect, PAccept, PRefuse), and the bind values in them with which X.400 MTAs
// name themselves.
//
// The text of X.228 was not at hand; docs/conformance/x228.md says what the package was made from.
//
// # Layers
//
// In normal mode an APDU is a value in the user information of an ACSE APDU (RTORQ, RTOAC, RTORJ,
// RTAB) or a presentation data value (RTTP, RTTR): [Parse] decodes it.
//
// In X.410-1984 mode the parameters of a presentation PDU are the components of an APDU without its
// tag: [ParseConnect] decodes those of a CP, [ParseAccept] those of a CPA, [ParseRefuse] those of a
// CPR, [ParseAbort] those of an ARU.
//
// In both modes [Bind] decodes what an MTA says of itself in ConnectionData.Open.
//
// # Memory
//
// Decoded values alias their input with capped capacity. A value keeps the memory for strings that
// a peer sends in segments, and uses it again in the next Decode: decoding allocates nothing in
// steady state.
//
// # Errors
//
// A broken APDU gives an [*osi.Error]; [Rules] and [EncodingRules] list what can be broken. Where
// the octets are no BER, its Kind is ErrEncoding, ErrLength, ErrTruncated, ErrTrailing or
// ErrMissing. Where X.228 is broken, it is ErrUnknown, ErrMissing, ErrDuplicate, ErrLength,
// ErrValue, or ErrState for a component that the mode or the other components do not allow. A value
// is empty after an error. [Answer] says what to do about it.
//
// Encoders refuse what a Decoder with the highest limits refuses or would read differently. The
// error has the same kinds; its offset counts in the encoding. They then return b unchanged.
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
