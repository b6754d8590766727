// Package acse decodes, checks and encodes the APDUs of the association control service element:
// X.227 (1995, with Amd.1 1996 and Amd.2 1997), and the AUDT of the connectionless protocol X.237
// (1995).
//
// # Layers
//
// A presentation data value in the ACSE context is one APDU: [Parse] decodes it into a new value, a
// [Decoder] into its own. The values of the application are in its User Information, a list of
// [External]: for X.400 those of package rtse. X.410-1984 mode has no ACSE APDUs.
//
//	P-CONNECT      AARQ / AARE
//	P-RELEASE      RLRQ / RLRE
//	P-U-ABORT      ABRT, not over session version 1
//	P-UNIT-DATA    AUDT, which has the tag of an AARQ: [ParseUnitData]
//
// # Octets
//
// An AARQ, X.227 7.1.4, which is the first value in the user data of a CP:
//
//	60 17                   # AARQ
//	80 02 07 80             #   protocol-version: version1, as if absent
//	A1 06 06 04 56 00 01 06 #   application-context-name 2.6.0.1.6: MTS transfer
//	BE 09                   #   user-information
//	28 07                   #     an EXTERNAL; others may follow
//	02 01 05                #       indirect-reference: presentation context 5
//	A0 02 05 00             #       single-ASN1-type: the application's value
//
// # Memory
//
// Decoded values alias their input with capped capacity. Lists and names are kept as their octets;
// All iterates over them. A value keeps the memory for strings that a peer sends in segments, and
// uses it again in the next Decode: decoding allocates nothing in steady state.
//
// # Errors
//
// A broken APDU gives an [*osi.Error]; [Rules] and [EncodingRules] list what can be broken. Where
// the octets are no BER, its Kind is ErrEncoding, ErrLength, ErrTruncated, ErrTrailing or
// ErrMissing. Where X.227 is broken, it is ErrUnknown, ErrMissing, ErrDuplicate, ErrOrder,
// ErrLength, ErrValue, or ErrState for a field that the others do not allow. A value is empty after
// an error. [Answer] says what to do about it.
//
// Fields that X.227 does not define are kept and ignored in an AARQ, and are errors elsewhere
// (7.4). A [Decoder] can be told to accept what real peers do beyond that: see [osi.Tolerance].
//
// Encoders refuse what a Decoder with the highest limits refuses or would read differently. The
// error has the same kinds; its offset counts in the encoding. They then return b unchanged.
//
// # Limits
//
// [osi.Limits] bounds Depth and Elements. The error is of kind ErrLimit.
//
// # Concurrency
//
// Functions, and methods that do not change their receiver, may be called from several goroutines
// at once. A [Decoder] serves one goroutine.
//
// # Glossary
//
//	AP title         names an application process: a Directory name (form 1) or an OID (form 2)
//	AE qualifier     names an application entity of it: a relative name or an INTEGER
//	ACPM             association control protocol machine
//	EXTERNAL         a value with the name of its syntax or the identifier of its context
//
// # What it never does
//
// It compares no authentication values and looks up no names. Package acpm has the states of an
// association.
package acse

//go:generate go run github.com/osi-go/osi/internal/text/generate
