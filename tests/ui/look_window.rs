//! x
use crate::window::*;
use ruilkaart::text::Lang;
use ruilkaart::ui::command::*;
use ruilkaart::ui::state::*;
#[test]
fn look() {
    let mut w = open(&[], Lang::Nl, 1.0);
    println!("{}", keep_picture(&mut w, "nl_light").display());
    w.state_mut()
        .send(SettingsCommand::Theme(ThemeChoice::Dark));
    w.state_mut().send(SettingsCommand::Language(Lang::En));
    settle(&mut w);
    w.state_mut()
        .send(ViewCommand::Select(Some(ruilkaart::ui::map_view::Hit {
            layer: 1,
            feature: 12000,
        })));
    w.state_mut().send(ViewCommand::Zoom(ZoomTarget::Selection));
    settle(&mut w);
    w.hover_at(egui::pos2(700.0, 450.0));
    settle(&mut w);
    keep_picture(&mut w, "en_dark");
    let mut w = open(&[], Lang::Nl, 2.0);
    w.state_mut().send(ViewCommand::Zoom(ZoomTarget::Place {
        at: [234_000.0, 556_000.0],
        around_m: 2000.0,
    }));
    settle(&mut w);
    w.state_mut()
        .send(ViewCommand::Select(Some(ruilkaart::ui::map_view::Hit {
            layer: 1,
            feature: 9000,
        })));
    w.state_mut().send(ViewCommand::Zoom(ZoomTarget::Selection));
    settle(&mut w);
    keep_picture(&mut w, "nl_2x");
}
