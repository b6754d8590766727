// Package metrics exports metrics to Prometheus.
package metrics

import (
	"fmt"
	"net/http"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// Handler shows what a guard and the relays that count in counters have seen.
func Handler(guard *validate.Guard, counters *relay.Counters) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		units, connections := guard.Stats(), counters.Stats()
		fmt.Fprintln(w, "osi_connections", connections.Open)
		fmt.Fprintln(w, "osi_memory_octets", units.Memory)
		fmt.Fprintln(w, "osi_units_passed_total", units.Passed)
		for rule, n := range units.Rules {
			fmt.Fprintf(w, "osi_units_rejected_total{rule=%q} %d\n", rule, n)
		}
	})
}
