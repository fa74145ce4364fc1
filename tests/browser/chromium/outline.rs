//! What assistive technology is told about a page.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The accessibility tree, in reading order. Printed, it is one indented line a node: `heading "Plan" level=2`.
pub struct Outline {
    pub nodes: Vec<Node>,
}

/// One thing with a role.
pub struct Node {
    pub depth: usize,
    pub role: String,
    pub name: String,
    /// States and properties: `expanded`, `level`, `checked`, `focused`, `invalid`…
    pub states: BTreeMap<String, String>,
}

impl Outline {
    pub(super) fn read(tree: &Value) -> Self {
        let list = tree["nodes"].as_array().unwrap();
        let by_id: BTreeMap<&str, &Value> = list.iter().map(|node| (node["nodeId"].as_str().unwrap(), node)).collect();
        let mut open = vec![(0, &list[0])];
        let mut nodes = Vec::new();
        while let Some((depth, node)) = open.pop() {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            let silent =
                node["ignored"] == true || matches!(role, "none" | "generic" | "InlineTextBox" | "LineBreak" | "");
            if !silent {
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let states = node["properties"].as_array().into_iter().flatten();
                nodes.push(Node {
                    depth,
                    role: role.to_owned(),
                    name: node["name"]["value"].as_str().unwrap_or_default().to_owned(),
                    states: states.map(|state| (text(&state["name"]), text(&state["value"]["value"]))).collect(),
                });
            }
            let children = node["childIds"].as_array().into_iter().flatten().rev();
            let children = children.filter_map(|id| by_id.get(id.as_str()?));
            open.extend(children.map(|child| (depth + usize::from(!silent), *child)));
        }
        Self { nodes }
    }

    /// Whether something has this role and exactly this name.
    pub fn has(&self, role: &str, name: &str) -> bool {
        self.nodes.iter().any(|node| node.role == role && node.name == name)
    }

    /// The names of all nodes with a role, in reading order.
    pub fn names(&self, role: &str) -> Vec<&str> {
        self.nodes.iter().filter(|node| node.role == role).map(|node| &*node.name).collect()
    }
}

impl fmt::Display for Outline {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        for Node { depth, role, name, states } in &self.nodes {
            write!(out, "{:indent$}{role} {name:?}", "", indent = depth * 2)?;
            for (state, value) in states.iter().filter(|(_, value)| *value != "false") {
                write!(out, " {state}={value}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}
