// Package validate is the gate in front of an application such as an X.400 MTA. Valid units pass
// unchanged. Invalid ones are held back, with the rule that is broken, the answer for the peer, and
// what to do with the connection.
//
// # Layers
//
// A [Guard] has a [Policy] and any number of [Stream]s, one for each connection. A Stream is fed
// what a [Carrier] delivers, in both directions. Package stack decodes it and judges it by the
// protocols up to ACSE and RTSE; its doc says what is judged. This package adds the policy, the
// verdicts, an account of memory, counters, a recover fence and a [Quarantine]. It calls no
// decoder of any layer. Checks of the caller's own are added with [Stream.Inspect].
//
// # Order
//
// A PDU is rejected if, by the state tables of X.224, X.225, X.226 and X.227, no conforming end
// would send it after what has passed so far. PDUs of the two directions cross, so what an end
// may send depends on what it may have received. The error is a StateError of package class0,
// spm, acpm or plp, with state and event. [Policy.Order] can have PDUs of session and ACSE that
// are out of turn reported or ignored instead.
//
// Data units, which nearly all units are, pass by their framing and the well-formedness of the
// value in them. Which data units may pass this way is worked out anew after every other unit. If
// a Policy lists PDUs, or a check wants data PDUs, all data units are decoded.
//
// # Memory
//
// What passes is the original octets, never a re-encoding. They alias the buffer that was given
// to [Stream.Check] or, if the unit came in pieces, the Stream's own buffer, and are valid until
// the next call for the same direction. A Stream holds an incomplete frame of each direction, an
// incomplete TSDU and SSDU unless they pass as they arrive, and what was negotiated, all within
// the limits of its Policy. Each Stream may hold [Policy.Reserve] octets whatever the others do.
// What all of them hold beyond that is at most [Policy.Memory]. A held TSDU in several TPDUs
// counts once, though it exists twice until it is judged: as TPDUs, and joined.
//
// # Bulk
//
// A unit that connects, controls or ends is held until it is complete, and judged as a whole: no
// part of an invalid one passes. A TSDU of the data phase passes TPDU by TPDU once the context of
// the first value in it is judged. Each TPDU is judged as it arrives, including the encoding of
// the value. The TPDU that would complete an invalid TSDU does not pass, so the receiver never
// has it complete. The memory of a Stream therefore does not depend on the length of a message.
//
// These TSDUs are held until they are complete, too, if Policy.Whole is set, if the Policy lists
// PDUs, if its Top is osi.Session or osi.Presentation, and if a check wants data PDUs. The same
// holds for TSDUs with simply encoded values or with parameters of SPDUs other than an Enclosure
// Item, and for connections that had begun before they were seen. If the Policy tolerates
// [osi.UndefinedElement], it holds for all but TSDUs with a single PDV-list. X.25 packets always
// pass as they arrive, since their sender waits for the receiver to acknowledge them; so do the
// TSDUs of a segmented SSDU.
//
// # Errors
//
// The error of a Verdict that rejects is found by [osi.AsError]. It is of a layer, of package
// stack, or of this package ([Rules]). After a rejection that does more than drop a unit, the
// Stream is closed, or, over X.25, the channel: see [Reaction]. A panic, of this module or of the
// caller's check, becomes a [PanicError] with a stack; it closes the Stream, and the Guard goes
// on.
//
// # Limits
//
// [osi.Limits] and the limits of memory in the Policy.
//
// # What it never does
//
// It reads no sockets and no clocks; package relay does that for its callers. It changes no octet
// and sends nothing. It judges no TSDUs of transport classes 1 to 4: a CC that selects one is
// rejected. Session connections in the short forms of X.225 Amd.1 are rejected unless
// [Policy.Summary] says what they stand for.
package validate
