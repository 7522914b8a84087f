//! What a stage holds, for people who want to know why something came out as it did.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Api;
use crate::operations::state;
use crate::settings::CrateSettings;
use crate::source::Node;
use crate::types::{Shape, TypeDef, TypeGraph, TypeRef, reasons};
use crate::{Stage, generate, lower, plan, render_document};
use serde_json::json;
use std::fmt::Write;

pub(crate) fn inspect(
    document: &Node,
    settings: &CrateSettings,
    stage: Stage,
    pointer: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    match stage {
        Stage::Lowered => {
            let planned = plan(document, diagnostics)?;
            match pointer {
                None => Some(render_document(&planned.document)),
                Some(pointer) => {
                    let found = lower::Pointers::new(document, &planned.document).find(pointer);
                    match found.and_then(|found| planned.document.pointer(&found)) {
                        Some(node) => Some(render_document(node)),
                        None => nowhere(document, pointer, diagnostics),
                    }
                }
            }
        }
        Stage::Types => {
            let mut planned = plan(document, diagnostics)?;
            state(Api::of(&planned.document), settings, &planned.graph, &mut planned.operations.plans, diagnostics);
            let Some(pointer) = pointer else {
                return Some(planned.graph.types.iter().map(|def| describe(&planned.graph, def)).collect());
            };
            let Some(wanted) = lower::Pointers::new(document, &planned.document).find(pointer) else {
                return nowhere(document, pointer, diagnostics);
            };
            let own = planned.graph.types.iter().filter(|def| def.pointer == wanted);
            let mut text: String = own.map(|def| describe(&planned.graph, def)).collect();
            if let Some(ty) = planned.graph.by_pointer.get(&wanted) {
                let _ = writeln!(text, "{wanted} is {}", written(&planned.graph, ty));
                if let TypeRef::Named(id) = ty
                    && planned.graph.get(*id).pointer != wanted
                {
                    text.push_str(&describe(&planned.graph, planned.graph.get(*id)));
                }
            }
            for plan in planned.operations.plans.iter().filter(|plan| plan.pointer == wanted) {
                let _ = writeln!(text, "{}", serde_json::to_string_pretty(plan).unwrap_or_default());
            }
            if text.is_empty() { nowhere(document, pointer, diagnostics) } else { Some(text) }
        }
        Stage::Tokens => {
            let generated = generate(document, settings, diagnostics)?;
            let rust = generated.files.iter().filter(|(name, _)| name.ends_with(".rs"));
            Some(rust.map(|(name, text)| format!("// {name}\n{text}\n")).collect())
        }
    }
}

fn nowhere(document: &Node, pointer: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let start = crate::source::Span { end: document.span.start, ..document.span };
    diagnostics.push(
        Diagnostic::error(Code::ReferenceUnresolved, format!("there is nothing at `{pointer}` in this stage"))
            .at(start)
            .help("a pointer looks like `#/components/schemas/Name`; without `--at` everything is printed"),
    );
    None
}

/// A type with the decisions that made it.
fn describe(graph: &TypeGraph, def: &TypeDef) -> String {
    let shape = serde_json::to_string_pretty(&json!({"from": def.pointer, "usage": def.usage, "shape": def.shape}))
        .unwrap_or_default();
    let name = written(graph, &TypeRef::Named(crate::types::TypeId(position(graph, def))));
    let why = match &def.shape {
        Shape::Union(plan) => reasons(plan).iter().map(|reason| format!("  {reason}\n")).collect(),
        _ => String::new(),
    };
    format!("{name} {shape}\n{why}")
}

fn position(graph: &TypeGraph, def: &TypeDef) -> usize {
    graph.types.iter().position(|known| std::ptr::eq(known, def)).unwrap_or_default()
}

fn written(graph: &TypeGraph, ty: &TypeRef) -> String {
    crate::types::type_tokens(graph, ty, None).to_string().replace(' ', "")
}
