package main

import (
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// A metric is one family of /metrics, and how its values are read.
type metric struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	read func(p *proxy, s *snapshot, set func(value float64, label ...string))
}

func counter(name, help, label string, read func(p *proxy, s *snapshot, set func(float64, ...string))) metric {
	return metric{describe(name, help, label), prometheus.CounterValue, read}
}

func gauge(name, help string, read func(p *proxy, s *snapshot, set func(float64, ...string))) metric {
	return metric{describe(name, help, ""), prometheus.GaugeValue, read}
}

func describe(name, help, label string) *prometheus.Desc {
	var labels []string
	if label != "" {
		labels = []string{label}
	}
	return prometheus.NewDesc("guard_"+name, help, labels, nil)
}

// metrics returns the families. docs/guard.md lists them.
func metrics() []metric {
	type to = func(float64, ...string)
	return []metric{
		gauge("connections", "Connections that are open.", func(_ *proxy, s *snapshot, set to) { set(float64(s.relay.Open)) }),
		counter("connections_accepted_total", "Connections of peers, including those refused.", "", func(p *proxy, _ *snapshot, set to) { set(float64(p.accepted.Load())) }),
		counter("connections_refused_total", "Connections refused, by the limit that refused them.", "limit", func(p *proxy, _ *snapshot, set to) {
			for why, n := range p.refused {
				set(float64(n.Load()), string(why))
			}
		}),
		counter("connections_ended_total", "Connections that have ended, by the reason; \"in order\": both sides ended them.", "reason", func(_ *proxy, s *snapshot, set to) {
			set(float64(s.relay.Ordered), "in order")
			for reason, n := range s.relay.Ends {
				set(float64(n), reason)
			}
		}),
		counter("server_connects_total", "Attempts to connect to a server.", "", func(p *proxy, _ *snapshot, set to) { set(float64(p.dials.Load())) }),
		counter("octets_read_total", "Octets read, by who sent them.", "from", func(_ *proxy, s *snapshot, set to) {
			set(float64(s.relay.FromInitiator), "initiator")
			set(float64(s.relay.FromResponder), "responder")
		}),
		counter("units_passed_total", "Units that passed.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.Passed)) }),
		counter("octets_passed_total", "Octets in units that passed.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.Octets)) }),
		counter("units_rejected_total", "Units that were rejected.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.Rejected)) }),
		counter("rule_broken_total", "Rejected units, by the rule that they break; docs/errors.md explains the rules.", "rule", func(_ *proxy, s *snapshot, set to) {
			for rule, n := range s.gate.Rules {
				set(float64(n), rule)
			}
		}),
		counter("units_tolerated_total", "Units that passed with a tolerated deviation, by its name.", "tolerance", func(_ *proxy, s *snapshot, set to) {
			for tolerance, n := range s.gate.Tolerated {
				set(float64(n), tolerance)
			}
		}),
		counter("units_out_of_turn_total", "Units out of turn that passed, under a policy that only reports order.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.OutOfTurn)) }),
		counter("units_late_total", "Units that arrived after a rejection had ended their connection or reset their call.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.Late)) }),
		counter("order_lost_total", "Times that the order of SPDUs could no longer be judged, because more crossed than are followed.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.Lost)) }),
		counter("panics_total", "Panics that were caught. Each is a fault of guard.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.Panics)) }),
		gauge("held_octets", "Octets of memory held: units that are not whole yet, and what was negotiated.", func(_ *proxy, s *snapshot, set to) { set(float64(s.gate.Memory)) }),
		counter("answers_total", "Units sent in answer to a rejection.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.relay.Answers)) }),
		counter("answers_unsent_total", "Answers that could not be written.", "", func(_ *proxy, s *snapshot, set to) { set(float64(s.relay.Unanswered)) }),
		gauge("peers", "Peer addresses for which limits are counted.", func(p *proxy, _ *snapshot, set to) { set(float64(p.peers.size())) }),
		counter("quarantine_lost_total", "Rejected units that were not recorded.", "", func(p *proxy, _ *snapshot, set to) { set(float64(p.evidence.dropped())) }),
		gauge("quarantine_failing", "1 while the quarantine cannot be written.", func(p *proxy, _ *snapshot, set to) {
			if p.evidence.failing.Load() {
				set(1)
			} else {
				set(0)
			}
		}),
		counter("log_lines_suppressed_total", "Log lines left out by the limit of the log, or because nobody reads it.", "", func(p *proxy, _ *snapshot, set to) { set(float64(p.lines.hidden.Load())) }),
		counter("reloads_total", "Reloads of the configuration, by their result.", "result", func(p *proxy, _ *snapshot, set to) {
			set(float64(p.reloads[0].Load()), "failed")
			set(float64(p.reloads[1].Load()), "done")
		}),
	}
}

// A collector reads all metrics at one time.
type collector struct {
	p        *proxy
	families []metric
}

// Describe sends the families.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for i := range c.families {
		out <- c.families[i].desc
	}
}

// Collect sends the values.
func (c collector) Collect(out chan<- prometheus.Metric) {
	s := &snapshot{gate: c.p.gates.stats(time.Now()), relay: c.p.counters.Stats()}
	for i := range c.families {
		m := &c.families[i]
		m.read(c.p, s, func(value float64, labels ...string) {
			out <- prometheus.MustNewConstMetric(m.desc, m.kind, value, labels...)
		})
	}
}

// registry returns the metrics of the proxy, of the Go runtime and of the process.
func (p *proxy) registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collector{p, metrics()}, collectors.NewGoCollector())
	if runtime.GOOS != "darwin" { // it needs cgo there
		r.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	return r
}
