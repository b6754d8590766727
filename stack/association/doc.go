// Package association is one end of an application association over all layers: transport class 0,
// session, presentation and ACSE. It does no I/O: octets received go in, octets to send and events
// come out. An MTA, a client or a server of any OSI application is built on it.
//
// # Use
//
// [New] makes an end. The initiator calls [Association.Open] with the PDUs of all layers as one
// would list them; the responder waits. What the network delivers goes to [Association.Receive],
// which yields events. What [Association.Output] returns is sent. Whenever [Association.Ended] is
// true the network connection is closed. A loop over a net.Conn:
//
//	for {
//		out := net.Buffers(a.Output())
//		_, _ = out.WriteTo(conn)
//		if a.Ended() {
//			break
//		}
//		n, err := conn.Read(buf)
//		for ev := range a.Receive(buf[:n]) {
//			… // a.Accept(), a.Data(…), a.Release(): whatever the event asks for
//		}
//		if err != nil {
//			ev := a.Disconnected()
//			…
//		}
//	}
//
// A request or response of any layer is said by the PDU that it becomes: [Association.Send]. The
// state tables of the standards decide whether it may be sent now. What a protocol machine sends by
// itself (OA, CDO, AA, GTA, PR), and the answer to a fault of the peer, go out without being asked
// for. Serial numbers that follow from the state, and what one layer derives from another, are
// filled in.
//
// # Events
//
//	Connecting    T-CONNECT indication: a CR has come. Accept, or Send a DR or ER
//	Connected     T-CONNECT confirm: a CC has come; the CN has been sent
//	Requested     A-ASSOCIATE indication: CN, CP and AARQ. Accept, or Send an RF, CPR or AARE
//	Opened        A-ASSOCIATE confirm, positive: AC, CPA and AARE
//	Refused       the association was refused: by which layer, and why
//	Data          values of the application: of P-DATA, P-TYPED-DATA, P-EXPEDITED-DATA, …
//	Indication    any other service: tokens, synchronization, activities, contexts, exceptions
//	Finishing     A-RELEASE indication. Release accepts it, Send of an NF refuses it
//	Released      A-RELEASE confirm, positive
//	NotReleased   A-RELEASE confirm, negative: the association goes on
//	Aborted       the association was aborted: by which layer, and why
//
// # What is checked
//
// What the peer sends is decoded and judged by a [stack.Conn], strictly unless Config.Tolerate says
// otherwise, and taken by the machines. A fault is answered as the standards say
// ([stack.Conn.React]) and ends the association with an [Aborted] event that has the error. What
// this end sends is judged in the same way before it is put out.
//
// # Memory
//
// An idle association holds about 12 KiB, decoders that the garbage collector may take apart. What
// is not whole of what the peer sends is bounded by Config.Limits. What Output has not been asked
// for is not bounded.
//
// # Errors
//
// A request that may not be made now is an error of the layer that refuses it, of kind
// [osi.ErrState]; one that cannot be encoded is that of the encoder. Nothing has changed then,
// unless the [stack.Conn] refuses what was encoded, such as an AC that selects what was not
// proposed: then the error is that of every later request but [Association.Abort]. Rules of this
// package: see [Rules].
//
// # Timers
//
// There is no clock. While [Association.Timer] is true the owner runs a timer, and calls
// [Association.Expire] when it expires. How long it runs is a local matter: some seconds.
//
// # What it never does
//
// It opens, reads and closes no network connection, reads no clock and starts no goroutine. It has
// no short forms of X.225 Amd.1 and X.226 Amd.1 and no nested connections of X.225 Amd.2, which are
// of no use to an MTA: see docs/conformance/association.md.
package association
