// Package x25 decodes, checks and encodes the packets of X.25 (1984 to 1996) and ISO/IEC 8208:
// modulo 8 and 128, every packet type, address, facility, cause and diagnostic. Clause numbers are
// those of X.25 1988 to 1996 and of X.223 (1993). The frames below are in package lapb, X.25 over
// TCP in package xot.
//
// # Layers of the package
//
// [FacilityField.All] walks facilities. Each packet type is a struct with Decode and AppendBinary.
// [Parse] and [Decoder] return a [Packet], whichever it is. [Reassembler] and [Sequences] join DATA
// packets into M-bit sequences. [NetworkService] checks what the mapping of the OSI network service
// onto X.25, X.223, refuses of packets that X.25 permits.
//
// # What the octets do not say
//
// The modulo of the interface and the side that sent a packet are the [Format] of a [Decoder].
// [Parse] and the Decode methods take modulo 8 and any side, [osi.AnySide]. That suits links where
// neither end is a DCE, too: rules of one side then do not apply. The same goes for [osi.OverXOT],
// where the LCI means nothing either. What depends on the state of a channel is left to a protocol
// machine.
//
// # Octets
//
// A DATA packet of modulo 8, X.25 5.3. With modulo 128 octet 3 has P(S) and 0, octet 4 P(R) and M.
//
//	bit       8     7     6     5     4     3     2     1
//	octet 1   Q     D     0     1     logical channel group number
//	octet 2   logical channel number
//	octet 3   P(R)              M     P(S)              0
//
//	10 01 34 # Q 0, D 0, modulo 8, LCI 1; P(R) 1, M, P(S) 2
//	41 42    # user data
//
// A CALL, X.25 5.2.1. Bit 8 of its first octet says which form the addresses have.
//
//	10 01 0B    # modulo 8, LCI 1; CALL
//	34          # digits of the calling address, 3, and of the called address, 4
//	12 34 56 70 # called 1234, then calling 567, and four bits of padding
//	06          # octets of facilities
//	42 07 07    #   packet sizes: 128 both ways
//	43 02 02    #   window sizes: 2 both ways
//	03 01 01 00 # call user data: a UN-TPDU of X.264, which announces X.224
//
// # Memory
//
// Decoded fields alias the input with capped capacity. What a [Decoder] returns is its own until
// the next call. Nothing is allocated, neither on decoding nor on encoding into a buffer with room.
//
// Decoders, Reassemblers and Sequences are not safe for concurrent use. All else may be used
// concurrently, as long as nobody modifies it.
//
// # Errors and answers
//
// Every error is an [*osi.Error] whose Rule has the diagnostic code of X.25 Annex E in Reason;
// [Rules] lists them, each with its Kind. After an error of Decode the packet is zero. [Answer]
// makes the answer: a DIAGNOSTIC, clear, reset, restart or registration confirmation.
//
// An encoder writes what the struct says and adds nothing. It refuses what the decoder of the same
// Format would refuse or read as something else; the buffer is then as it was.
//
// # Limits
//
// The standard's maxima are constants here. Of [osi.Limits], Facilities applies to a Decoder, TSDU
// and Segments to each sequence, Channels to [Sequences].
//
// # Glossary
//
//	LCI            logical channel identifier: group number (4 bits) and channel number (8 bits)
//	GFI            general format identifier: high four bits of the first octet
//	PTI            packet type identifier: the third octet
//	semi-octet     four bits: one digit of an address
//	M-bit sequence DATA packets up to the first without M, the NSDU of X.223
//
// # What it never does
//
// It keeps no channel state, runs no timer and checks no P(S) or P(R) against a window.
package x25

//go:generate go run github.com/osi-go/osi/internal/text/generate Diagnostic FacilityCode Section
