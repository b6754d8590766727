// Package stack joins the layers. It alone cuts octets into units, reassembles and decodes them
// across layers, and judges them by the protocol: octets go in, decoded PDUs and faults come out,
// for both directions of one connection ([Conn]). It has no opinion on who may connect to whom and
// sends nothing: package validate adds policy and verdicts.
//
// # Layers
//
// What a [Conn] is fed is named by its [Carrier]: a TPKT stream in any chunking, whole NSDUs, TSDUs
// or SSDUs, X.25 packets, or an XOT stream. Each PDU gives one [Event], the lower layer's before
// those of the PDUs in it: X.25, transport, session, presentation, ACSE, RTSE. What no layer
// decodes further, such as the values of an application, comes out as octets.
//
// A monitor calls [Conn.Feed] and is told of everything. A gate calls [Conn.Next], which stops at
// the end of the first unit and at the first fault, and [Conn.React] for what the standards suggest
// to do about it.
//
// # What is judged
//
// Beyond the encoding of each PDU: what was negotiated, by those before it (class and size of
// TPDUs, version, functional units, tokens and sizes of session, presentation contexts and their
// transfer syntaxes); whose turn it is, by the state tables of X.224 class 0, X.225, X.226 and
// X.227 (see [Order]); which APDU may ride in which PPDU. A presentation data value is judged
// whatever its form: single-ASN1-type, octet-aligned, arbitrary, simply encoded, behind a CP, or in
// an EXTERNAL. Values of ACSE and RTSE are decoded; those of applications must be well-formed BER
// where their transfer syntax is BER, CER or DER. Values in other transfer syntaxes come out as
// they are.
//
// # Memory
//
// An event and all it refers to is lent until the function that was given it returns, and aliases
// what was fed or the Conn's own buffers. A Conn holds the unfinished unit of each direction, and
// what was negotiated, within [osi.Limits]: see [Conn.Held]. The connections of one [Stack] share
// its decoders, which only a call at work needs. The data phase allocates nothing.
//
// # Errors
//
// A fault is an event with an [osi.Error] of a layer or of this package ([Rules]). Its Layer is
// that of the decoder at work, which is not the rule's for the Basic Encoding Rules.
//
// # What it never does
//
// It reads no sockets and no clocks, and sends nothing. It follows no transport connection of
// classes 1 to 4 beyond its TPDUs.
package stack
