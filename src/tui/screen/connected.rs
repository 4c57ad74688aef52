//! Who is connected: the sessions and verbs that work on this store now, from where and since when. Enter can end one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use crate::controller::{Doing, SessionId};
use crate::tui::company::{doing, from, person};
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::movement;
use crate::tui::request::Request;
use crate::tui::theme::Role;

const COLUMNS: &[Column] = &[
    Column { title: "WHO", least: 20, share: 2, drop: 0, right: false },
    Column { title: "DOES", least: 15, share: 2, drop: 0, right: false },
    Column { title: "FROM", least: 24, share: 3, drop: 0, right: false },
    Column { title: "SINCE", least: 10, share: 0, drop: 1, right: false },
];

/// The screen.
#[derive(Debug, Clone, Default)]
pub struct Connected {
    list: List<SessionId>,
}

impl Screen for Connected {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Table, Layer::Place, Layer::Global]
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        self.list.set_rows(cx.company.present.iter().map(|present| present.id).collect());
        Vec::new()
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page() + 1) {
            return Vec::new();
        }
        match act {
            Act::Back => vec![Request::Leave],
            Act::Open => {
                let found =
                    cx.company.present.iter().find(|present| Some(present.id) == self.list.selected());
                let Some(present) = found else { return Vec::new() };
                let holds = (present.doing == Doing::Here)
                    .then(|| "It holds the store; it ends when its user quits.".to_owned());
                let items = vec![
                    Item::new("Leave it alone", "", Choice::Stay),
                    Item::new(
                        "End this session",
                        "what was typed and not committed is lost there",
                        Choice::EndSession(present.id),
                    )
                    .unless(holds),
                ];
                vec![Request::Menu(person(present, cx.directory), items, 0)]
            }
            _ => Vec::new(),
        }
    }

    fn status(&self) -> String {
        format!("{} connected", self.list.rows().len())
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let cell = |id, column| cell(id, column, cx);
        let empty = "Nobody is connected but you.";
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(area, buf);
        None
    }
}

fn cell(id: SessionId, column: usize, cx: &Cx<'_>) -> Cell {
    let found = cx.company.present.iter().find(|present| present.id == id);
    let Some(present) = found else { return (String::new(), Role::Muted) };
    match column {
        0 => (person(present, cx.directory), Role::Text),
        1 => (doing(present), Role::Text),
        2 => (from(present), Role::Muted),
        _ => (ago(present.since, cx.now), Role::Muted),
    }
}
