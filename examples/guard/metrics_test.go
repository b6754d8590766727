package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

func get(t *testing.T, g *guarded, path string) (int, string) {
	t.Helper()
	r, err := http.Get(fmt.Sprintf("http://%s%s", g.web.bound, path))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// The metrics are the counters, in Prometheus' text, named as its linter wants.
func TestMetrics(t *testing.T) {
	server := listen(t)
	g := started(t, server, "-metrics", "127.0.0.1:0", "-policy", "rfc1006")
	if status, body := get(t, g, "/healthz"); status != 200 || body != "ok\n" {
		t.Errorf("healthz: %d %q", status, body)
	}
	ends := connected(t, g.addr, server, octets(t, "0300000B07E00000000100"+requestTPKT))
	io.ReadFull(ends[0], make([]byte, 12))
	io.ReadFull(ends[1], make([]byte, 11))
	exchange(t, ends[1], ends[0], confirmTPKT)
	status, body := get(t, g, "/metrics")
	for _, want := range []string{
		"guard_connections 1", "guard_connections_accepted_total 1", "guard_server_connects_total 1", "guard_units_passed_total 2", "guard_octets_passed_total 22",
		"guard_units_rejected_total 1", `guard_rule_broken_total{rule="transport.header"} 1`, `guard_octets_read_total{from="initiator"} 22`,
		`guard_connections_refused_total{limit="peer-connections"} 0`, "guard_answers_total 1", "guard_peers 1", "guard_quarantine_failing 0", "guard_panics_total 0",
	} {
		if !strings.Contains(body, "\n"+want+"\n") {
			t.Errorf("status %d, no %s", status, want)
		}
	}
	problems, err := promlint.New(strings.NewReader(body)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if status, _ := get(t, g, "/"); status != 404 {
		t.Errorf("/: %d", status)
	}
	address := g.web.bound.String()
	g.stopping.Store(true)
	if status, body := get(t, g, "/healthz"); status != 503 || body != "stopping\n" {
		t.Errorf("healthz while stopping: %d %q", status, body)
	}
	ends[0].Close()
	ends[1].Close()
	g.stop(t)
	if c, err := net.Dial("tcp", address); err == nil {
		c.Close()
		t.Error("metrics go on")
	}
}
