// Package relay puts the gate of package validate on network connections. [Run] joins two
// connections, as a proxy in front of an application does. [RunDial] does the same, but dials the
// second connection only when the first valid unit has arrived on the other. [Conn] guards a single
// connection, inside an application. All of them take ownership of a [validate.Stream], which
// nothing else may use from then on.
//
// # Units
//
// Octets pass in units of the carrier, as package validate judges them. TPKTs and XOT need a
// connection that is a stream of octets. The other carriers need one that keeps the boundaries of
// messages, such as a SOCK_SEQPACKET socket: each Read of it is one unit.
//
// # Rejections
//
// The answer that the standard suggests goes to the sender of the rejected unit, between two units
// of the other side. After a rejection that ends the connection nothing more passes. What had
// passed before still reaches its receiver; then come the answer and the end of the connection. The
// connection is read for [Options.Linger] more, and what arrives is discarded: TCP would otherwise
// reset the connection and take the answer back.
//
// # Deadlines
//
// A connection may lack deadlines, as a channel of package ssh does: its methods that set them
// return errors. The times of Options do not bound its reads and writes then. At its end it is
// closed after Options.Linger, whatever its peer does.
//
// # Memory
//
// Run holds one buffer for each direction, and Conn one: at most [Options.Buffer] octets and 8 KiB.
// The Stream holds an unfinished unit, within the limits of its Policy. Nothing is queued: while a
// side does not read, the other side is not read either. The data phase allocates nothing.
//
// # Errors
//
// [Error] says why a connection ended. errors.Is finds its [Reason]. errors.As finds the
// [osi.Error] of a rejection, which names the broken Rule, its Kind and the octet.
//
// # Goroutines
//
// Run reads the initiator on the goroutine of its caller. It starts one that reads the responder,
// one that waits for the end of the context, and two for the end of the connection. RunDial starts
// the first of them when the responder is connected. All end before Run or RunDial returns. Conn
// starts two after a rejection that ends the connection. They end within Options.Linger.
package relay
