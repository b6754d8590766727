package main

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
)

// A site is one small change of one file: the octets [from, to) become text.
type site struct {
	file     string
	line     int
	column   int
	from, to int
	operator string
	before   string
	text     string
}

// texts are the functions that make text for readers: a change there is no change of a check.
var texts = []string{
	"String", "GoString", "Error", "Format", "MarshalText", "AppendText", "UnmarshalText", "MarshalJSON",
	"UnmarshalJSON", "LogValue", "Reset",
}

// A finder collects the sites of one file.
type finder struct {
	source []byte
	set    *token.FileSet
	file   string
	sites  []site
}

// find returns the sites of a file in the order of their octets; none for generated files.
func find(file string) ([]site, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil || ast.IsGenerated(tree) {
		return nil, err
	}
	f := finder{source: source, set: set, file: file}
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body != nil && !slices.Contains(texts, d.Name.Name) {
				f.function(d.Type, d.Body)
			}
		case *ast.GenDecl:
			if d.Tok == token.CONST || d.Tok == token.VAR {
				ast.Inspect(d, f.visit)
			}
		}
	}
	slices.SortStableFunc(f.sites, func(a, b site) int { return cmp.Compare(a.from, b.from) })
	return f.sites, nil
}

func (f *finder) at(p token.Pos) int { return f.set.Position(p).Offset }

// replace adds a site: n becomes text.
func (f *finder) replace(operator string, from, to token.Pos, text string) {
	lo, hi := f.at(from), f.at(to)
	before := strings.Join(strings.Fields(string(f.source[lo:hi])), " ")
	at := f.set.Position(from)
	f.sites = append(f.sites, site{f.file, at.Line, at.Column, lo, hi, operator, before, text})
}

func (f *finder) text(n ast.Node) string { return string(f.source[f.at(n.Pos()):f.at(n.End())]) }

// function looks for errors that it returns, and for all that visit finds.
func (f *finder) function(of *ast.FuncType, body *ast.BlockStmt) {
	fails := false
	if of.Results != nil {
		last := of.Results.List[len(of.Results.List)-1]
		id, ok := last.Type.(*ast.Ident)
		fails = ok && id.Name == "error"
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			f.function(n.Type, n.Body)
			return false
		case *ast.ReturnStmt:
			if k := len(n.Results) - 1; fails && k >= 0 && f.text(n.Results[k]) != "nil" {
				f.replace("swallow the error", n.Results[k].Pos(), n.Results[k].End(), "nil")
			}
		}
		return f.visit(n)
	})
}

// swaps are the operators that take each other's place.
var swaps = map[token.Token][]string{
	token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.EQL: {"!="}, token.NEQ: {"=="}, token.LAND: {"||"}, token.LOR: {"&&"},
	token.ADD: {"-"}, token.SUB: {"+"}, token.AND: {"|"}, token.OR: {"&"}, token.SHL: {">>"}, token.SHR: {"<<"},
}

func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch name := f.text(n.Fun); name[strings.LastIndexByte(name, '.')+1:] {
		case "make", "Grow", "panic": // how much memory, and what cannot be
			return false
		case "fail", "Fail", "wrong": // the last two are the numbers of a message
			for _, arg := range n.Args[:max(0, len(n.Args)-2)] {
				ast.Inspect(arg, f.visit)
			}
			return false
		}
	case *ast.BinaryExpr:
		for _, op := range swaps[n.Op] {
			f.replace("operator", n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), op)
		}
	case *ast.IfStmt:
		cond := f.text(n.Cond)
		f.replace("negate", n.Cond.Pos(), n.Cond.End(), "!("+cond+")")
		f.replace("never", n.Cond.Pos(), n.Cond.End(), "false && ("+cond+")")
		f.replace("always", n.Cond.Pos(), n.Cond.End(), "true || ("+cond+")")
	case *ast.CaseClause:
		f.clause(n)
	case *ast.BasicLit:
		if v, err := strconv.ParseUint(n.Value, 0, 32); err == nil && n.Kind == token.INT {
			f.replace("constant", n.Pos(), n.End(), strconv.FormatUint(v+1, 10))
			if v > 0 {
				f.replace("constant", n.Pos(), n.End(), strconv.FormatUint(v-1, 10))
			}
		}
	case *ast.Ident:
		if n.Name == "true" || n.Name == "false" {
			f.replace("constant", n.Pos(), n.End(), strconv.FormatBool(n.Name == "false"))
		}
	case *ast.ExprStmt, *ast.IncDecStmt, *ast.BranchStmt:
		f.replace("remove", n.Pos(), n.End(), "")
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			f.replace("remove", n.Pos(), n.End(), "")
		}
	}
	return true
}

// clause removes each value of a case, or the clause.
func (f *finder) clause(n *ast.CaseClause) {
	switch k := len(n.List); {
	case k == 1:
		f.replace("remove", n.Pos(), n.End(), "")
	case k > 1:
		for i, v := range n.List {
			if i == 0 {
				f.replace("remove", v.Pos(), n.List[1].Pos(), "")
				continue
			}
			f.replace("remove", n.List[i-1].End(), v.End(), "")
		}
	}
}
