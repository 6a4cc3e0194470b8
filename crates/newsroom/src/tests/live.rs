//! The lines of the lists.

use super::room::{Room, as_staff};
use crate::lines::LINES_MAX;
use account::Role;
use axum::body::Body;

#[tokio::test]
async fn one_person_opens_only_so_many_lines() {
    for room in Room::each().await {
        room.staff("ayse", "Ayşe Kaya", Role::Editor).await;
        room.staff("ben", "Ben Veli", Role::Editor).await;
        let line = async |login: &str| {
            let request = as_staff(login, "GET", "/desk/api/live").body(Body::empty()).expect("a request");
            room.open(request).await
        };
        let mut open = Vec::new();
        for _ in 0..LINES_MAX {
            open.push(line("ayse").await);
        }
        assert!(open.iter().all(|answer| answer.status() == 200));
        let refused = room.get("ayse", "/desk/api/live").await;
        assert_eq!((refused.status, refused.header("retry-after")), (429, "10"));
        let problem = refused.json();
        assert_eq!(problem["type"], "/problems/too-many");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("12 live lists")), "{problem}");
        assert_eq!(line("ben").await.status(), 200, "others are not counted with her");
        open.pop();
        assert_eq!(line("ayse").await.status(), 200, "one was closed");
    }
}
