// Package association is one end of an application association over all layers: transport class
// 0, session, presentation and ACSE. It does no I/O: octets received go in, octets to send and
// events come out. An MTA, or a client or server of any OSI application, can be built on it.
//
// # Use
//
// [New] makes an end. The initiator calls [Association.Open] with the PDUs of all layers; the
// responder waits. Give what the network delivers to [Association.Receive], which yields events,
// and send what [Association.Output] returns. When [Association.Ended] is true, close the network
// connection. A loop over a net.Conn:
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
// A request or response of any layer is given as the PDU that it becomes, with
// [Association.Send]. The state tables of the standards decide whether it may be sent now. SPDUs
// that a protocol machine sends by itself (OA, CDO, AA, GTA, PR), and the answer to a fault of
// the peer, are sent without a call. Serial numbers that follow from the state, and what one
// layer derives from another, are filled in.
//
// # Events
//
//	Connecting    T-CONNECT indication: a CR has come. Accept, or Send a DR or ER
//	Connected     T-CONNECT confirm: a CC has come; the CN has been sent
//	Requested     A-ASSOCIATE indication: CN, CP and AARQ. Accept, or Send an RF, CPR or AARE
//	Opened        A-ASSOCIATE confirm, positive: AC, CPA and AARE
//	Refused       the association was refused: the layer that has refused, and why
//	Data          values of the application: of P-DATA, P-TYPED-DATA, P-EXPEDITED-DATA, …
//	Indication    any other service: tokens, synchronization, activities, contexts, exceptions
//	Finishing     A-RELEASE indication. Release accepts it, Send of an NF refuses it
//	Released      A-RELEASE confirm, positive
//	NotReleased   A-RELEASE confirm, negative: the association goes on
//	Aborted       the association was aborted: the layer that has aborted, and why
//
// # What is checked
//
// What the peer sends is decoded and judged by a [stack.Conn], strictly unless Config.Tolerate says
// otherwise, and then taken by the protocol machines. A fault is answered as the standards say
// ([stack.Conn.React]) and ends the association with an [Aborted] that has the error. What this end
// sends is judged in the same way before Output returns it.
//
// # Memory
//
// An idle association holds about 12 KiB, not counting decoders that the garbage collector may
// free. Config.Limits bounds what is held of incomplete units of the peer. The output waiting for
// a call of Output is not bounded.
//
// # Errors
//
// A request that may not be made now returns an error of kind [osi.ErrState], of the layer that
// refuses it. A request that cannot be encoded returns the error of the encoder. In both cases
// nothing has changed. If the [stack.Conn] refuses what was encoded, such as an AC that selects
// what was not proposed, every later request but [Association.Abort] returns that error, too.
// [Rules] yields the rules of this package.
//
// # Timers
//
// There is no clock. While [Association.Timer] is true, the owner runs a timer of some seconds
// and calls [Association.Expire] when it expires. The standards leave its length open.
//
// # What it never does
//
// It opens, reads and closes no network connection, reads no clock and starts no goroutine. It
// supports neither the short forms of X.225 Amd.1 and X.226 Amd.1 nor the nested connections of
// X.225 Amd.2, which are of no use to an MTA: see docs/conformance/association.md.
package association
