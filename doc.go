// SPDX-License-Identifier: Apache-2.0

// Package osi holds what all layers of the module share: the vocabulary of
// errors ([Error], [Rule], [Kind], [Layer]), optional fields ([Opt]), object
// identifiers ([OID]), selectors ([Selector]), limits ([Limits]) and named tolerances
// ([Tolerance]).
//
// # What the module is
//
// The module decodes, checks and encodes what travels below an X.400 MTA or
// any other OSI application: X.25 packets (X.25 1984 to 1996, ISO 8208), transport
// TPDUs (RFC 1006, X.224 1995), session SPDUs (X.225 1995 with amendments),
// presentation PPDUs (X.226 1994 with amendments) and ACSE APDUs (X.227 1995
// with amendments). Whatever octets arrive, it answers with a value or with a
// typed error; it never panics, never loops, never grows without bound.
//
// # Layers
//
//	 acse   rtse            X.227, X.228
//	presentation            X.226, X.236
//	   session              X.225, X.235
//	  transport             RFC 1006 (TPKT), X.224, X.234
//	x25   x25/xot   TCP     X.25, RFC 1613
//	  x25/lapb              LAPB
//
// Each layer is a package that knows none of the others. Package stack joins
// them for one connection: octets in, decoded PDUs and faults out.
//
// Most callers want package validate, the gate in front of an MTA: it passes
// valid buffers unchanged and stops all others. Package validate/relay puts it
// on connections. Package x25/socket makes and takes X.25 calls through the Linux
// kernel.
//
// # Memory
//
// A decoded value aliases the octets it was decoded from, with capped capacity:
// appending to a field copies, writing into it changes the caller's buffer.
// Decoders allocate nothing once their lists have grown. Where a value must
// outlive its buffer, Clone it.
//
// # Errors
//
// Every error of a layer is an [*Error]: it names the [Rule] that was broken,
// with its clause, and the offending octet. See [Kind] for errors.Is.
//
// # Text and JSON
//
// Enumerations, states and events of the protocol machines, sets of bits, object identifiers,
// addresses and selectors marshal as the text of their String, and are read back from it. A number
// without a name is "action(9)", a bit without one "bit13". X.25 diagnostics, X.224 classes and
// codes of parameters stay numbers. So encoding/json writes every PDU, an [Error] with its [Rule],
// and a policy of package validate in words, and gives back an equal value: octets are base64, what
// is absent is null, and null is not "". A [Rule] by itself is its ID. The memory that a decoded
// PDU keeps for its next use is no part of its value.
//
// JSON hides nothing: authentication values and passwords stand in it. Package dump writes events
// as a tree or as JSON for logs, and masks them.
//
// # What it never does
//
// It opens no socket but those of package x25/socket, keeps no package-level state but a pool of
// buffers in package dump, and logs nothing. It starts no goroutine but those of
// validate.Quarantine and package validate/relay.
package osi
