package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// A snapshot is the counters at one time.
type snapshot struct {
	gate  validate.Stats
	relay relay.Stats
}

// A web is the server of /metrics and /healthz.
type web struct {
	address string
	bound   net.Addr     // what address stands for
	server  *http.Server // nil: none
}

// apply serves at the address; nowhere where it is empty.
func (w *web) apply(ctx context.Context, address string, pages http.Handler) error {
	if address == w.address {
		return nil
	}
	var server *http.Server
	var bound net.Addr
	if address != "" {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			return fmt.Errorf("-metrics: %w", err)
		}
		server = &http.Server{
			Handler: pages, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		}
		bound = l.Addr()
		go server.Serve(l) //nolint:errcheck // it ends with Close
	}
	w.close()
	w.address, w.bound, w.server = address, bound, server
	return nil
}

func (w *web) close() {
	if w.server != nil {
		w.server.Close() //nolint:errcheck // the end
	}
	w.address, w.bound, w.server = "", nil, nil
}

// pages returns what is served.
func (p *proxy) pages() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.registry(), promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if p.stopping.Load() {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	return mux
}
