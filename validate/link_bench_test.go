package validate_test

import (
	"testing"

	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// The cost of a DATA packet and its RR, window 2.
func BenchmarkPackets(b *testing.B) {
	data, rr := octets(b, dataOf("100100", 128)), octets(b, "100101")
	for name, again := range map[string]bool{"window and size": false, "retransmission": true} {
		b.Run(name, func(b *testing.B) {
			policy := dte
			policy.Subscription.Window, policy.Subscription.PacketSize, policy.Subscription.Retransmission = 2, 128, again
			s := guard(b, policy).Stream(validate.Packets)
			for i, text := range []string{"10010B0000", "10010F"} {
				if v, _ := s.Check(stack.Direction(i), octets(b, text)); v.Err != nil {
					b.Fatal(v.Err)
				}
			}
			ps := byte(0)
			b.SetBytes(131)
			b.ReportAllocs()
			for b.Loop() {
				data[2] = ps << 1
				ps = (ps + 1) & 7
				rr[2] = ps<<5 | 1
				if v, _ := s.Check(initiator, data); v.Err != nil {
					b.Fatal(v.Err)
				}
				if v, _ := s.Check(responder, rr); v.Err != nil {
					b.Fatal(v.Err)
				}
			}
		})
	}
}
